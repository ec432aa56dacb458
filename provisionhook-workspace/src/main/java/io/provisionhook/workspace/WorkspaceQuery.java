package io.provisionhook.workspace;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A query for records of workspaces. The result begins with the newest workspace.
 * Immutable; components may be added in later releases.
 *
 * @param states the states of the workspaces, at least one
 * @param owner the id of the host application that has the workspaces; {@code null} for
 * any
 * @param wanted whether another host application must have a wish for the workspaces
 * @param updatedBefore the time before which the records were written; {@code null} for
 * any time
 * @param after the workspace after which the result begins; {@code null} to begin with
 * the newest one
 * @param limit the maximum number of records, at least 1
 * @since 0.1.0
 */
public record WorkspaceQuery(Set<WorkspaceState> states, @Nullable String owner, boolean wanted,
		@Nullable Instant updatedBefore, @Nullable Cursor after, int limit) {

	/**
	 * Create a query.
	 * @throws IllegalArgumentException if there is no state, or if the limit is less than
	 * 1
	 */
	public WorkspaceQuery {
		if (states.isEmpty()) {
			throw new IllegalArgumentException("'states' must not be empty");
		}
		if (limit < 1) {
			throw new IllegalArgumentException("'limit' must be at least 1");
		}
		states = Collections.unmodifiableSet(EnumSet.copyOf(states));
	}

	/**
	 * Create a query for workspaces in any state.
	 * @param limit the maximum number of records, at least 1
	 * @return the query
	 * @throws IllegalArgumentException if the limit is less than 1
	 */
	public static WorkspaceQuery newest(int limit) {
		return new WorkspaceQuery(EnumSet.allOf(WorkspaceState.class), null, false, null, null, limit);
	}

	/**
	 * Return this query with other states.
	 * @param states the states of the workspaces, at least one
	 * @return the query
	 * @throws IllegalArgumentException if there is no state
	 */
	public WorkspaceQuery in(Set<WorkspaceState> states) {
		return new WorkspaceQuery(states, this.owner, this.wanted, this.updatedBefore, this.after, this.limit);
	}

	/**
	 * Return this query for the workspaces of a host application.
	 * @param owner the id of the host application
	 * @return the query
	 */
	public WorkspaceQuery ownedBy(String owner) {
		return new WorkspaceQuery(this.states, owner, this.wanted, this.updatedBefore, this.after, this.limit);
	}

	/**
	 * Return this query for workspaces for which another host application has a wish.
	 * @return the query
	 */
	public WorkspaceQuery withWish() {
		return new WorkspaceQuery(this.states, this.owner, true, this.updatedBefore, this.after, this.limit);
	}

	/**
	 * Return this query for records that were written before a time.
	 * @param time the time
	 * @return the query
	 */
	public WorkspaceQuery updatedBefore(Instant time) {
		return new WorkspaceQuery(this.states, this.owner, this.wanted, time, this.after, this.limit);
	}

	/**
	 * Return this query for the workspaces after another one.
	 * @param cursor the cursor of the other one; {@code null} to begin with the newest
	 * @return the query
	 */
	public WorkspaceQuery after(@Nullable Cursor cursor) {
		return new WorkspaceQuery(this.states, this.owner, this.wanted, this.updatedBefore, cursor, this.limit);
	}

	WorkspaceQuery withLimit(int limit) {
		return new WorkspaceQuery(this.states, this.owner, this.wanted, this.updatedBefore, this.after, limit);
	}

	/**
	 * Position of a workspace in the order of their creation. {@link #toString()} is a
	 * text for a URL.
	 *
	 * @param createdAt the time of the first record of the workspace
	 * @param id the id of the workspace
	 * @since 0.1.0
	 */
	public record Cursor(Instant createdAt, String id) {

		/**
		 * Create a cursor.
		 */
		public Cursor {
			createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
		}

		/**
		 * Create the cursor of a workspace.
		 * @param workspace a record of the workspace
		 * @return the cursor
		 */
		public static Cursor of(Workspace workspace) {
			return new Cursor(workspace.createdAt(), workspace.id());
		}

		/**
		 * Read the text of a cursor.
		 * @param text the text
		 * @return the cursor
		 * @throws IllegalArgumentException if the text is not one of {@link #toString()}
		 */
		public static Cursor parse(String text) {
			try {
				String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
				int end = decoded.indexOf(' ');
				return new Cursor(Instant.parse(decoded.substring(0, end)), decoded.substring(end + 1));
			}
			catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException ex) {
				throw new IllegalArgumentException("The cursor is not one of this application", ex);
			}
		}

		@Override
		public String toString() {
			return Base64.getUrlEncoder()
				.withoutPadding()
				.encodeToString((this.createdAt + " " + this.id).getBytes(StandardCharsets.UTF_8));
		}

	}

}
