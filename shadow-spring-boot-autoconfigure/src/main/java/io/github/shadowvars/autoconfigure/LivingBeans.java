package io.github.shadowvars.autoconfigure;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;

/**
 * The beans that exist now, without their proxies. Beans that were created before the
 * post-processors are missing.
 */
final class LivingBeans {

	private final Map<LivingBean, LivingBean> beans = new ConcurrentHashMap<>();

	private final ReferenceQueue<Object> queue = new ReferenceQueue<>();

	private final AtomicLong numbers = new AtomicLong();

	void add(Object bean, String name, @Nullable String scope) {
		removeCollected();
		LivingBean living = new LivingBean(bean, name, scope, this.numbers.incrementAndGet(), this.queue);
		this.beans.putIfAbsent(living, living);
	}

	private void removeCollected() {
		Reference<?> collected = this.queue.poll();
		while (collected != null) {
			this.beans.remove(collected);
			collected = this.queue.poll();
		}
	}

	@Nullable LivingBean find(Object bean) {
		return this.beans.get(new LivingBean(bean));
	}

	@Nullable LivingBean remove(Object bean) {
		return this.beans.remove(new LivingBean(bean));
	}

	/**
	 * Records the object that Spring exposes, if it is a proxy of a known bean.
	 */
	void exposed(Object proxy) {
		Object target = AopProxyUtils.getSingletonTarget(proxy);
		while (target != null) {
			LivingBean living = find(target);
			if (living != null) {
				living.proxy(proxy);
			}
			target = AopProxyUtils.getSingletonTarget(target);
		}
	}

	List<LivingBean> latestFirst() {
		return this.beans.values().stream().sorted(Comparator.comparingLong(LivingBean::number).reversed()).toList();
	}

}
