package io.provisionhook.runtime.docker.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.api.model.Capability;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.runtime.docker.DockerRuntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link DockerRuntimeMapper} and {@link DockerPropertyFailureAnalyzer}.
 */
class DockerRuntimeMapperTests {

	@Test
	void eachPropertyReachesTheBuilder() {
		DockerRuntime.Builder builder = builder("app",
				Map.of("host", "tcp://engine:1", "context", "lab", "owner", "team", "pull-timeout", "1m",
						"pull-stall-timeout", "7s", "connect-timeout", "2s", "response-timeout", "3s", "grace-period",
						"4s", "output-limit", "5KB", "retained-containers", "6"));
		assertThat(builder)
			.extracting("host", "context", "owner", "pullTimeout", "pullStallTimeout", "connectTimeout",
					"responseTimeout", "gracePeriod", "outputLimit", "retainedContainers")
			.containsExactly("tcp://engine:1", "lab", "team", Duration.ofMinutes(1), Duration.ofSeconds(7),
					Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4), 5 * 1024, 6);
	}

	@Test
	void containersWhenNothingIsConfiguredAreHardened() {
		assertThat(builder(null, Map.of("templates.a.image", "busybox"))).satisfies((builder) -> {
			assertHardening(builder, "defaults", List.of(Capability.ALL), List.of(), true, 1024L, true);
			assertHardening(builder, "templates.a", null, null, null, null, null);
		});
	}

	@Test
	void templateWhenHardeningIsConfiguredOverridesTheDefaults() {
		Map<String, String> properties = new HashMap<>(Map.of("cap-drop", "NET_RAW", "cap-add", "CHOWN, KILL",
				"no-new-privileges", "false", "pids-limit", "-1", "init", "false"));
		properties.putAll(Map.of("templates.a.cap-drop", "", "templates.a.cap-add", "", "templates.a.no-new-privileges",
				"true", "templates.a.pids-limit", "7", "templates.a.init", "true"));
		assertThat(builder(null, properties)).satisfies((builder) -> {
			assertHardening(builder, "defaults", List.of(Capability.NET_RAW),
					List.of(Capability.CHOWN, Capability.KILL), false, -1L, false);
			assertHardening(builder, "templates.a", List.of(), List.of(), true, 7L, true);
		});
	}

	@Test
	void templateWhenItSetsSecurityHostsAndSharedMemoryOverridesTheDefaults() {
		assertThat(builder(null,
				Map.of("security-opt", "apparmor=mine,label=disable", "extra-hosts",
						"host.docker.internal:host-gateway", "shm-size", "256MB", "templates.a.security-opt", "",
						"templates.a.extra-hosts[0]", "db=::1")))
			.extracting("defaults.securityOpt", "defaults.extraHosts", "defaults.shmSize", "templates.a.securityOpt",
					"templates.a.extraHosts", "templates.a.shmSize")
			.containsExactly(List.of("apparmor=mine", "label=disable"), List.of("host.docker.internal:host-gateway"),
					256L * 1024 * 1024, List.of(), List.of("db:::1"), null);
	}

	@Test
	void capDropWhenEmptyDropsNone() {
		assertThat(builder(null, Map.of("cap-drop", ""))).extracting("defaults.capDrop").isEqualTo(List.of());
	}

	private static void assertHardening(DockerRuntime.Builder builder, String settings, @Nullable Object... expected) {
		assertThat(builder)
			.extracting(settings + ".capDrop", settings + ".capAdd", settings + ".noNewPrivileges",
					settings + ".pidsLimit", settings + ".init")
			.containsExactly(expected);
	}

	@Test
	void whatIsBlankCountsAsNotSet() {
		Map<String, String> blank = Map.of("host", " ", "context", "", "owner", " ");
		assertThat(builder("app", blank)).extracting("host", "context", "owner").containsExactly(null, null, "app");
		assertThat(builder(" ", blank)).extracting("owner").isEqualTo("provisionhook");
		assertThat(builder(null, Map.of())).extracting("owner").isEqualTo("provisionhook");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			pull-timeout                 | 0s          | 'pullTimeout' must be positive
			pull-stall-timeout           | 0s          | 'pullStallTimeout' must be positive
			connect-timeout              | -1s         | 'connectTimeout' must be positive
			response-timeout             | 0s          | 'responseTimeout' must be positive
			grace-period                 | -1s         | 'gracePeriod' must not be negative
			output-limit                 | 4GB         | 4096MB is too large; it must be less than 2GB
			output-limit                 | 0B          | 'outputLimit' must be at least 1 byte
			retained-containers          | -1          | 'retainedContainers' must not be negative
			log-driver                   | paper       | Unknown log driver "paper"
			cap-drop                     | NET_NOTHING | Unknown capability "NET_NOTHING"
			templates.a.cap-add          | ALL,LAUGH   | Unknown capability "LAUGH"
			pids-limit                   | -2          | 'pidsLimit' must be positive, or -1 for no limit
			templates.a.pids-limit       | 0           | 'pidsLimit' must be positive, or -1 for no limit
			shm-size                     | 0B          | 'shmSize' must be positive
			templates.a.shm-size         | -1MB        | 'shmSize' must be positive
			mounts[0].target             | /work       | 'type' of a mount must not be null
			templates.a.mounts[0].type   | tmpfs       | 'target' of a mount must not be null
			""", quoteCharacter = '`')
	void mistakeIsExplainedWithTheNameOfTheProperty(String property, String value, String problem) {
		DockerPropertyException failure = catchThrowableOfType(DockerPropertyException.class,
				() -> mapper(Map.of(property, value)).toRuntime(null));
		String name = "provisionhook.docker." + property.replaceFirst("]\\..*", "]");
		assertThat(failure.getProperty()).isEqualTo(name);
		assertThat(failure.getProblem()).isEqualTo(problem);
		FailureAnalysis analysis = new DockerPropertyFailureAnalyzer().analyze(new IllegalStateException(failure));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("Configuration property '" + name + "': " + problem + ".");
		assertThat(analysis.getAction()).startsWith("Correct '" + name + "'").endsWith(".");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "extra-hosts | db | db", "templates.a.extra-hosts | a:1.2.3.4,b:db | b:db" })
	void extraHostThatHasAnotherFormIsExplained(String property, String value, String host) {
		assertThat(catchThrowableOfType(DockerPropertyException.class, () -> builder(null, Map.of(property, value))))
			.hasMessage("Configuration property 'provisionhook.docker." + property + "': Extra host \"" + host
					+ "\" must be a name, a colon and an address, or \"host-gateway\" instead of the address");
	}

	@ParameterizedTest
	@CsvSource({ "security-opt, no-new-privileges:false, no-new-privileges", "security-opt, apparmor=, apparmor",
			"templates.a.security-opt, seccomp=/etc/a.json, seccomp",
			"templates.a.security-opt, privileged, privileged" })
	void securityOptionThatIsUnknownIsExplained(String property, String value, String option) {
		assertThat(catchThrowableOfType(DockerPropertyException.class, () -> builder(null, Map.of(property, value))))
			.hasMessage("Configuration property 'provisionhook.docker." + property + "': Unknown security option \""
					+ option + "\", or one without a value that fits; apparmor=<profile>, label=<label>, "
					+ "writable-cgroups=<true or false> and seccomp=<unconfined, builtin or JSON> can be set here");
	}

	@Test
	void addressIsExplainedWithWhereElseItMayComeFrom() {
		FailureAnalysis analysis = new DockerPropertyFailureAnalyzer().analyze(catchThrowableOfType(
				DockerPropertyException.class, () -> mapper(Map.of("host", "engine:2375")).toRuntime(null)));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).isEqualTo("Configuration property 'provisionhook.docker.host': Docker "
				+ "host \"engine:2375\" can't be used; one that starts with unix://, npipe:// or tcp:// can.");
		assertThat(analysis.getAction()).isEqualTo("Correct 'provisionhook.docker.host', or the configuration of the "
				+ "docker command if it is not set.");
	}

	@Test
	void labelOfOursIsExplained() {
		DockerPropertyException failure = catchThrowableOfType(DockerPropertyException.class,
				() -> builder(null, Map.of("templates.a.labels[io.provisionhook.owner]", "me")));
		assertThat(failure).hasMessage("Configuration property 'provisionhook.docker.templates.a.labels': "
				+ "Label \"io.provisionhook.owner\" must not start with io.provisionhook.");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void applicationThatFailsToStartSaysWhy(CapturedOutput output) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(DockerRuntimeAutoConfiguration.class)
			.web(WebApplicationType.NONE);
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> application
			.run("--provisionhook.docker.image=busybox", "--provisionhook.docker.mounts[0].target=/work"));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Configuration property 'provisionhook.docker.mounts[0]': 'type' of a mount must not be null.")
			.contains("Correct 'provisionhook.docker.mounts[0]'.")
			.doesNotContain("\tat ");
	}

	private static DockerRuntime.Builder builder(@Nullable String applicationName, Map<String, String> properties) {
		return mapper(properties).toBuilder(applicationName);
	}

	private static DockerRuntimeMapper mapper(Map<String, String> properties) {
		Map<String, String> named = new HashMap<>();
		properties.forEach((name, value) -> named.put(DockerProperties.PREFIX + "." + name, value));
		return new DockerRuntimeMapper(new Binder(new MapConfigurationPropertySource(named))
			.bindOrCreate(DockerProperties.PREFIX, DockerProperties.class));
	}

}
