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

	@Test
	void notFoundExceptionShowsIdSafely() {
		WorkspaceNotFoundException exception = new WorkspaceNotFoundException("a\n\u202e" + "x".repeat(300));
		assertThat(exception).hasMessage("There is no workspace 'a??" + "x".repeat(252) + "...'");
		assertThat(exception.getWorkspaceId()).hasSize(303);
	}

	@Test
	void stateExceptionShowsIdSafely() {
		Workspace workspace = Workspace.create("a\n\u202eb", this.request, null, "",
				Instant.parse("2026-03-08T02:30:00Z"));
		assertThat(new WorkspaceStateException(workspace, "stopped"))
			.hasMessage("Workspace 'a??b' is PROVISIONING and can't be stopped");
	}

}
