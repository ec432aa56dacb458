package io.provisionhook.workspace;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.provisionhook.WorkspaceRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Workspace}.
 */
class WorkspaceTests {

	private final WorkspaceRequest request = WorkspaceRequest.named("demo").build();

	@Test
	void timesAreInWholeMicroseconds() {
		Instant time = Instant.parse("2026-03-08T02:30:00.123456789Z");
		Workspace workspace = new Workspace("w1", this.request, WorkspaceState.PROVISIONING, null, null, null, time,
				time.plusSeconds(1), 1, 0);
		assertThat(workspace.createdAt()).isEqualTo("2026-03-08T02:30:00.123456Z");
		assertThat(workspace.updatedAt()).isEqualTo("2026-03-08T02:30:01.123456Z");
	}

}
