package com.acme.cost;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;

import com.sun.management.ThreadMXBean;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * A web application with an actuator and nothing else. When it is ready, it prints the time
 * and its resources.
 */
@SpringBootApplication(proxyBeanMethods = false)
class EmptyApplication {

	static final String READY = "ready";

	static final String FIGURES = "figures ";

	private static final int COLLECTIONS = 3;

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(EmptyApplication.class);
		application.addListeners((ApplicationListener<ApplicationReadyEvent>) EmptyApplication::report);
		application.run(args);
	}

	private static void report(ApplicationReadyEvent event) {
		System.out.println(READY);
		long cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
		long allocated = ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getCurrentThreadAllocatedBytes();
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
		}
		System.out.println(FIGURES + event.getTimeTaken().toMillis() + " " + cpu + " " + allocated / 1024 + " "
				+ ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024 + " " + metaspace() / 1024
				+ " " + ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount() + " "
				+ ManagementFactory.getThreadMXBean().getThreadCount());
	}

	private static long metaspace() {
		return ManagementFactory.getMemoryPoolMXBeans()
			.stream()
			.filter((pool) -> pool.getName().equals("Metaspace"))
			.map(MemoryPoolMXBean::getUsage)
			.findFirst()
			.orElseThrow()
			.getUsed();
	}

}
