package io.provisionhook.workspace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.provisionhook.WorkspaceRequest;
import io.provisionhook.workspace.WorkspaceQuery.Cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WorkspaceHandler}: lists of workspaces.
 */
@Timeout(120)
class WorkspaceListTests {

	private final WorkspaceHandler handler = WorkspaceHandler.builder(new RecordingRuntime()).build();

	@AfterEach
	void close() {
		this.handler.close();
	}

	@Test
	void pagesTogetherAreAllWorkspaces() {
		for (int i = 0; i < 7; i++) {
			create();
		}
		WorkspaceQuery query = WorkspaceQuery.newest(3);
		List<Integer> sizes = new ArrayList<>();
		List<Workspace> workspaces = new ArrayList<>();
		WorkspacePage page = this.handler.list(query);
		while (page.next() != null) {
			sizes.add(page.workspaces().size());
			workspaces.addAll(page.workspaces());
			page = this.handler.list(query.after(page.next()));
		}
		sizes.add(page.workspaces().size());
		workspaces.addAll(page.workspaces());
		assertThat(sizes).containsExactly(3, 3, 1);
		assertThat(workspaces).isEqualTo(this.handler.list(WorkspaceQuery.newest(7)).workspaces());
	}

	@Test
	void lastPageHasNoCursorIfItIsFull() {
		create();
		create();
		assertThat(this.handler.list(WorkspaceQuery.newest(2)).next()).isNull();
		assertThat(this.handler.list(WorkspaceQuery.newest(1)).next()).isNotNull();
	}

	@Test
	void listOfStatesHasNoOthers() {
		Workspace running = create();
		this.handler.stop(create().id());
		assertThat(this.handler.list(WorkspaceQuery.newest(9).in(Set.of(WorkspaceState.RUNNING))).workspaces())
			.containsExactly(running);
		assertThat(this.handler.countByState(Instant.EPOCH))
			.isEqualTo(Map.of(WorkspaceState.RUNNING, 1L, WorkspaceState.STOPPED, 1L));
	}

	@Test
	void listOfMoreThanAThousandIsRefused() {
		assertThat(this.handler.list(WorkspaceQuery.newest(1000)).workspaces()).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> this.handler.list(WorkspaceQuery.newest(1001)))
			.withMessage("'limit' must not be more than 1000");
	}

	@Test
	void queryForNothingIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> WorkspaceQuery.newest(0))
			.withMessage("'limit' must be at least 1");
		assertThatIllegalArgumentException().isThrownBy(() -> WorkspaceQuery.newest(1).in(Set.of()))
			.withMessage("'states' must not be empty");
	}

	@Test
	void cursorIsReadFromItsText() {
		Cursor cursor = new Cursor(Instant.parse("2026-11-30T20:00:00.123456Z"), "w 1 / \u00fc \ud83d\ude00");
		assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
		assertThat(cursor.toString()).matches("[A-Za-z0-9_-]+");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "%", "bm90IGEgdGltZQ", "bm90LWEtdGltZSBpZA", "'; drop table x" })
	void textThatIsNotACursorIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Cursor.parse(text))
			.withMessage("The cursor is not one of this application");
	}

	private Workspace create() {
		return Await.settled(this.handler, this.handler.create(WorkspaceRequest.named("demo").build()));
	}

}
