package io.provisionhook.plugin.gcpsecretmanager;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import com.google.api.client.http.HttpTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the client logs when everything is logged.
 */
@ExtendWith(OutputCaptureExtension.class)
class GcpClientLogTests {

	private static final String TRANSPORT = HttpTransport.class.getName();

	private final GoogleStandIn google = new GoogleStandIn().put("projects/acme-project/secrets/db/versions/latest",
			"first-password");

	private final ch.qos.logback.classic.Logger root = (ch.qos.logback.classic.Logger) LoggerFactory
		.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final ch.qos.logback.classic.Level level = this.root.getLevel();

	@BeforeEach
	void logEverything() {
		SLF4JBridgeHandler.removeHandlersForRootLogger();
		SLF4JBridgeHandler.install();
		LogManager.getLogManager().getLogger("").setLevel(Level.ALL);
		this.root.setLevel(ch.qos.logback.classic.Level.TRACE);
	}

	@AfterEach
	void stop() {
		this.root.setLevel(this.level);
		LogManager.getLogManager().getLogger("").setLevel(Level.INFO);
		SLF4JBridgeHandler.uninstall();
		this.google.close();
	}

	@Test
	void clientLogsNoSecret(CapturedOutput output) throws Exception {
		GcpMutators.create(this.google, Map.of("DB", "db")).fetch(GcpMutators.context(Duration.ofSeconds(30)));
		assertThat(output).contains("HttpURLConnection")
			.doesNotContain("first-password", base64("first-password"),
					this.google.account().privateKey().substring(0, 60));
		assertThat(output.toString().lines().filter((line) -> !line.contains(" sun.net.www.")))
			.noneMatch((line) -> line.contains(GoogleStandIn.TOKEN));
	}

	@Test
	void otherThreadsLogAsBefore(CapturedOutput output) {
		HttpLogFilter.install();
		Logger.getLogger(TRANSPORT).config("of somebody else");
		assertThat(output).contains("of somebody else");
	}

	@Test
	void filterOfTheHostStillCounts() {
		HttpLogFilter filter = new HttpLogFilter((record) -> false);
		assertThat(filter.isLoggable(new LogRecord(Level.SEVERE, "text"))).isFalse();
	}

	@Test
	void filterIsThereOnce() {
		HttpLogFilter.install();
		Object first = Logger.getLogger(TRANSPORT).getFilter();
		HttpLogFilter.install();
		assertThat(Logger.getLogger(TRANSPORT).getFilter()).isInstanceOf(HttpLogFilter.class).isSameAs(first);
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
