package io.github.shadowvars.autoconfigure;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.shadowvars.FreeCause;
import io.github.shadowvars.ShadowRegistry;
import io.github.shadowvars.ShadowType;
import io.github.shadowvars.ShadowVariable;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import org.apache.catalina.session.StandardManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.TomcatContextCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.annotation.SessionScope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServletParentListener} on Tomcat.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ServletParentListenerTests {

	private static final List<String> events = new CopyOnWriteArrayList<>();

	private final ConfigurableApplicationContext context = start();

	private HttpClient http = HttpClient.newHttpClient();

	@BeforeEach
	void startAnew() {
		events.clear();
		this.http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
	}

	@AfterAll
	void stop() {
		this.context.close();
	}

	@Test
	void invalidateShouldFreeTheSessionBeforeItsAttributesAreUnbound() {
		String value = get(this.context, "/session?seconds=60");
		assertThat(get(this.context, "/session?seconds=60")).isEqualTo(value);
		events.clear();
		assertThat(get(this.context, "/invalidate")).isEqualTo("invalidated");
		assertThat(events).containsExactly("session PARENT_DESTROYED " + value, "unbound");
		assertThat(get(this.context, "/session?seconds=60")).isNotEqualTo(value);
	}

	@Test
	void expiryShouldFreeTheSession() {
		String value = get(this.context, "/session?seconds=1");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(events).endsWith("session PARENT_DESTROYED " + value, "unbound"));
	}

	@Test
	void endOfSessionShouldFreeABeanOfItsScopeBeforeTheDestroyCallbacks() {
		String value = get(this.context, "/cart");
		assertThat(get(this.context, "/cart")).isEqualTo(value);
		get(this.context, "/invalidate");
		assertThat(events).containsExactly("cart PARENT_DESTROYED " + value, "cart destroyed");
	}

	@Test
	void endOfRequestShouldFreeItThroughTheWrappersOfFilters() {
		String value = get(this.context, "/request");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(events).containsExactly("request PARENT_DESTROYED " + value));
	}

	@Test
	void endOfRequestWhenAsynchronousShouldFreeItOnceItIsComplete() {
		assertThat(get(this.context, "/async")).isEqualTo("still there");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(events).containsExactly("request PARENT_DESTROYED async"));
	}

	@Test
	void closeShouldFreeTheSessionsThatAreLeftWithTheRegistry() {
		String value;
		try (ConfigurableApplicationContext closing = start()) {
			value = get(closing, "/session?seconds=60");
			events.clear();
		}
		assertThat(events).containsExactly("session CLOSED " + value, "unbound");
	}

	@Test
	void eventsWhenNoTypeFitsShouldNotAskTheRegistry() {
		List<String> asked = new CopyOnWriteArrayList<>();
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			registry.register(type(Cart.class, 1, "cart"));
			ServletParentListener listener = listener(recording(registry, asked));
			asked.clear();
			tell(listener);
			assertThat(asked).isEmpty();
			registry.register(type(HttpSession.class, 2, "session"));
			tell(listener);
			assertThat(asked).containsExactly("freeParent");
			registry.register(type(Object.class, 3, "any"));
			tell(listener);
			assertThat(asked).containsExactly("freeParent", "freeParent", "freeParent");
			listener.destroy();
			assertThat(asked).endsWith("removeListener");
		}
	}

	// As Jetty and Undertow report it
	@Test
	void endOfRequestWhenReportedWhileItIsAsynchronousShouldFreeItOnceItIsComplete() throws IOException {
		try (ShadowRegistry registry = ShadowRegistry.create()) {
			ShadowVariable<HttpServletRequest, String> variable = registry
				.register(type(HttpServletRequest.class, 1, "request"));
			ServletParentListener listener = listener(registry);
			MockHttpServletRequest request = new MockHttpServletRequest();
			request.setAsyncSupported(true);
			variable.alloc(request, (parent) -> "a");
			MockAsyncContext first = (MockAsyncContext) request.startAsync();
			listener.requestDestroyed(new ServletRequestEvent(request.getServletContext(), request));
			// The application dispatches, and starts again
			MockAsyncContext second = (MockAsyncContext) request.startAsync();
			for (AsyncListener each : first.getListeners()) {
				each.onStartAsync(new AsyncEvent(second));
			}
			assertThat(variable.count()).isEqualTo(1);
			second.complete();
			assertThat(variable.stats().freed()).containsOnlyKeys(FreeCause.PARENT_DESTROYED);
		}
	}

	private static ServletParentListener listener(ShadowRegistry registry) {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("registry", registry);
		ServletParentListener listener = new ServletParentListener(new RegistryUse(beanFactory));
		listener.afterSingletonsInstantiated();
		return listener;
	}

	private static void tell(ServletParentListener listener) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		listener.requestDestroyed(new ServletRequestEvent(request.getServletContext(), request));
		listener.sessionDestroyed(new HttpSessionEvent(new MockHttpSession()));
	}

	private static ShadowRegistry recording(ShadowRegistry registry, List<String> calls) {
		return (ShadowRegistry) Proxy.newProxyInstance(ShadowRegistry.class.getClassLoader(),
				new Class<?>[] { ShadowRegistry.class }, (proxy, method, arguments) -> {
					calls.add(method.getName());
					return method.invoke(registry, arguments);
				});
	}

	private String get(ConfigurableApplicationContext context, String path) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		try {
			return this.http
				.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
						BodyHandlers.ofString())
				.body();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("server.port=0", "server.tomcat.background-processor-delay=1s", "spring.main.banner-mode=off")
			.run();
	}

	private static <P> ShadowType<P, String> type(Class<P> parentType, long id, String name) {
		return ShadowType.builder(parentType, String.class)
			.id(id)
			.name(name)
			.destructor((parent, value, cause) -> events.add(name + " " + cause + " " + value))
			.build();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application {

		@Bean
		ShadowType<HttpSession, String> session() {
			return type(HttpSession.class, 1, "session");
		}

		@Bean
		ShadowType<HttpServletRequest, String> request() {
			return ShadowType.builder(HttpServletRequest.class, String.class)
				.id(2)
				.parentResolver(ParentResolvers.request())
				.destructor((parent, value, cause) -> events.add("request " + cause + " " + value))
				.build();
		}

		@Bean
		ShadowType<Cart, String> cartType() {
			return ShadowType.builder(Cart.class, String.class)
				.id(3)
				.parentResolver(ParentResolvers.target())
				.destructor((parent, value, cause) -> events.add("cart " + cause + " " + value))
				.build();
		}

		@Bean
		@SessionScope
		Cart cart() {
			return new Cart();
		}

		@Bean
		Filter wrapping() {
			return (request, response, chain) -> chain.doFilter(
					new HttpServletRequestWrapper(new HttpServletRequestWrapper((HttpServletRequest) request)),
					response);
		}

		@Bean
		TomcatContextCustomizer promptExpiry() {
			return (tomcat) -> {
				StandardManager manager = new StandardManager();
				manager.setProcessExpiresFrequency(1);

				tomcat.setManager(manager);
			};
		}

	}

	@RestController
	static class Controller {

		private final AtomicInteger values = new AtomicInteger();

		private final ShadowRegistry registry;

		private final Cart cart;

		Controller(ShadowRegistry registry, Cart cart) {
			this.registry = registry;
			this.cart = cart;
		}

		private String next(Object parent) {
			return "value " + this.values.incrementAndGet();
		}

		@GetMapping("/session")
		Object session(HttpSession session, @RequestParam("seconds") int seconds) {
			session.setMaxInactiveInterval(seconds);
			session.setAttribute("listener", new Unbound());
			return this.registry.getOrAlloc(session, 1, this::next);
		}

		@GetMapping("/invalidate")
		String invalidate(HttpSession session) {
			session.invalidate();
			return "invalidated";
		}

		@GetMapping("/cart")
		Object cart() {
			return this.registry.getOrAlloc(this.cart, 3, this::next);
		}

		@GetMapping("/request")
		Object request(HttpServletRequest request) {
			return this.registry.alloc(request, 2, this::next);
		}

		@GetMapping("/async")
		Callable<String> async(HttpServletRequest request) {
			this.registry.alloc(request, 2, (parent) -> "async");
			return () -> (this.registry.get(request, 2) != null) ? "still there" : "gone";
		}

	}

	static class Cart {

		@PreDestroy
		void destroy() {
			events.add("cart destroyed");
		}

	}

	static final class Unbound implements HttpSessionBindingListener {

		@Override
		public void valueUnbound(HttpSessionBindingEvent event) {
			events.add("unbound");
		}

	}

}
