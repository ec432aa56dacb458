package io.provisionhook.integration.docs;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import io.provisionhook.Env;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;
import io.provisionhook.WorkspaceRequest;
import io.provisionhook.autoconfigure.observation.ProvisionhookObservation;
import io.provisionhook.runtime.kubernetes.autoconfigure.KubernetesMetricsAutoConfiguration;
import io.provisionhook.runtime.kubernetes.autoconfigure.KubernetesRuntimeAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the page about metrics has each meter with its type and tags, and each
 * observation with its keys.
 */
class MetricsPageTests {

	private static final MarkdownPage PAGE = MarkdownPage.of("docs/metrics.md");

	private static final Pattern FAMILY = Pattern.compile("provisionhook_\\w+");

	@Test
	void metersAreThoseOfAHost() throws Exception {
		try (ConfigurableApplicationContext host = DocumentedHost.start()) {
			host.getBean(Registry.class)
				.run(ProvisionContext.of("w-1", WorkspaceRequest.named("web").build()), Env.of(Map.of()));
			DocumentedHost.get(host, "/provisionhook/credentials");
			Map<String, String> meters = describe(host.getBean(MeterRegistry.class));
			meters.putAll(metersOfPods());
			assertThat(documented("meter", (row) -> row.get(1) + " " + codeIn(row.get(2)))).isEqualTo(meters);
		}
	}

	@Test
	void alertsAreAboutFamiliesThatPrometheusScrapes() throws Exception {
		try (ConfigurableApplicationContext host = DocumentedHost.start()) {
			DocumentedHost.get(host, "/provisionhook/credentials");
			String scraped = host.getBean(PrometheusMeterRegistry.class).scrape();
			assertThat(FAMILY.matcher(PAGE.text()).results().map(MatchResult::group).distinct()).hasSize(5)
				.allSatisfy((family) -> assertThat(scraped).contains("\n" + family));
		}
	}

	private static Map<String, String> metersOfPods() {
		MeterRegistry registry = new SimpleMeterRegistry();
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(KubernetesRuntimeAutoConfiguration.class,
					KubernetesMetricsAutoConfiguration.class))
			.withPropertyValues("provisionhook.kubernetes.templates.default.image=busybox")
			.run((context) -> context.getBean(MeterBinder.class).bindTo(registry));
		return describe(registry);
	}

	private static Map<String, String> describe(MeterRegistry registry) {
		Map<String, String> meters = new TreeMap<>();
		for (Meter meter : registry.getMeters()) {
			if (meter.getId().getName().startsWith("provisionhook.")) {
				meters.put(meter.getId().getName(), describe(meter.getId()));
			}
		}
		return meters;
	}

	private static String describe(Meter.Id meter) {
		return meter.getType().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " "
				+ new TreeSet<>(meter.getTags().stream().map(Tag::getKey).toList());
	}

	@Test
	void observationsAreThoseOfTheirDocumentation() {
		Map<String, String> observations = new TreeMap<>();
		for (ProvisionhookObservation observation : ProvisionhookObservation.values()) {
			observations.put("provisionhook." + observation.name().toLowerCase(Locale.ROOT),
					keysOf(observation.getLowCardinalityKeyNames()) + " "
							+ keysOf(observation.getHighCardinalityKeyNames()));
		}
		assertThat(documented("observation", (row) -> codeIn(row.get(1)) + " " + codeIn(row.get(2))))
			.isEqualTo(observations);
	}

	private static SortedSet<String> keysOf(KeyName... keys) {
		return new TreeSet<>(Stream.of(keys).map(KeyName::asString).toList());
	}

	private static SortedSet<String> codeIn(String cell) {
		return new TreeSet<>(MarkdownPage.codeIn(cell));
	}

	private static Map<String, String> documented(String heading, Function<List<String>, String> description) {
		Map<String, String> documented = new TreeMap<>();
		PAGE.rows(heading).forEach((row) -> documented.put(row.get(0).replace("`", ""), description.apply(row)));
		return documented;
	}

}
