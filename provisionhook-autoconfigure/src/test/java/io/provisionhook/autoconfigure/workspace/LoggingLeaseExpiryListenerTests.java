package io.provisionhook.autoconfigure.workspace;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.LeaseExpiry;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoggingLeaseExpiryListener}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoggingLeaseExpiryListenerTests {

	private final Instant end = Instant.parse("2030-01-01T00:00:00Z");

	@Test
	void warningWhenAsManyVariablesExpireAsAreShownNamesAll(CapturedOutput output) {
		expire(10);
		assertThat(output).contains("V9 at 2030-01-01T00:00:00Z; restart it").doesNotContain(" more");
	}

	@Test
	void warningWhenMoreVariablesExpireNamesTheFirst(CapturedOutput output) {
		expire(10_000);
		assertThat(output).contains(" and 9990 more; restart it").hasSizeLessThan(1000);
	}

	private void expire(int count) {
		SortedMap<String, Instant> variables = new TreeMap<>();
		for (int i = 0; i < count; i++) {
			variables.put("V" + i, this.end);
		}
		Workspace running = new Workspace("w1", WorkspaceRequest.named("demo").build(), WorkspaceState.RUNNING, null,
				null, null, this.end, this.end, 1, 1);
		new LoggingLeaseExpiryListener().onExpiry(new LeaseExpiry(running, variables, LeaseExpiry.Action.EVENT));
	}

}
