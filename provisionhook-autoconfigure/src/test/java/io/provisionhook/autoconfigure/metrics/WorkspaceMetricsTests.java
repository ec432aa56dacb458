package io.provisionhook.autoconfigure.metrics;

import java.time.Instant;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.Workspace;
import io.provisionhook.workspace.WorkspaceState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkspaceMetrics}.
 */
class WorkspaceMetricsTests {

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final WorkspaceMetrics metrics = new WorkspaceMetrics(this.meters);

	@Test
	void onChangeWhenARestartFailedDoesNotCountTheRunningWorkspaceAgain() {
		this.metrics.onChange(running(1, null));
		this.metrics.onChange(running(2, "restart: global secrets: sealed"));
		assertThat(this.meters.get("provisionhook.provisionings").tag("outcome", "SUCCESS").counter().count()).isOne();
	}

	private static Workspace running(long version, @Nullable String error) {
		return new Workspace("w1", WorkspaceRequest.named("demo").build(), WorkspaceState.RUNNING, error, null, null,
				Instant.EPOCH, Instant.EPOCH, 1, version);
	}

}
