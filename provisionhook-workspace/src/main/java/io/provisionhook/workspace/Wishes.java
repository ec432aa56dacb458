package io.provisionhook.workspace;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.IsolatedThreads;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.workspace.Workspace.Wish;
import io.provisionhook.workspace.instance.Instance;
import io.provisionhook.workspace.internal.Membership;

/**
 * Stops, restarts and deletes workspaces that only another host application can reach:
 * the wish is written into the record, and the owner obeys it. If the owner dies, its
 * successor does. Thread-safe.
 */
final class Wishes {

	private static final Logger logger = System.getLogger(Wishes.class.getName());

	private static final int MAX_AT_A_TIME = 16;

	private static final Duration PAUSE = Duration.ofMillis(100);

	private final WorkspaceHandler handler;

	private final WorkspaceRecords records;

	private final Membership membership;

	private final WorkspaceClock clock;

	private final Duration timeout;

	private final IsolatedThreads threads = new IsolatedThreads("provisionhook-wish-");

	private final Set<String> obeying = ConcurrentHashMap.newKeySet();

	/**
	 * Create an object without wishes.
	 * @param handler obeys the wishes of others
	 * @param records the records
	 * @param membership this host application among others
	 * @param clock the clock
	 * @param timeout the maximum time until a wish is obeyed
	 */
	Wishes(WorkspaceHandler handler, WorkspaceRecords records, Membership membership, WorkspaceClock clock,
			Duration timeout) {
		this.handler = handler;
		this.records = records;
		this.membership = membership;
		this.clock = clock;
		this.timeout = timeout;
	}

	/**
	 * Return the host application that has to act on a workspace.
	 * @param workspace the record of the workspace
	 * @return its id; {@code null} if this host application can act
	 */
	@Nullable String responsible(Workspace workspace) {
		if (workspace.state() == WorkspaceState.RUNNING) {
			return this.membership.isOther(workspace.owner()) ? workspace.owner() : null;
		}
		String here = this.membership.location();
		boolean elsewhere = here != null && !workspace.location().equals(here);
		return (elsewhere && workspace.state().isEnded()) ? this.membership.otherAt(workspace.location()) : null;
	}

	/**
	 * Have a running workspace stopped, and return when it has ended.
	 * @param workspace its record
	 * @param owner the id of its owner
	 * @return its next record
	 * @throws WorkspaceRuntimeException if the owner could not stop it
	 */
	Workspace stop(Workspace workspace, String owner) {
		if (!want(workspace, Wish.STOP, owner)) {
			return this.handler.stop(workspace.id());
		}
		Workspace current = await(workspace.id(), "stopped", owner, Wish.STOP);
		return (current != null) ? current : workspace;
	}

	/**
	 * Have a workspace restarted.
	 * @param workspace its record
	 * @param owner the id of the host application that has to do it
	 * @return its next record
	 * @throws WorkspaceStateException if it is already being restarted
	 */
	Workspace restart(Workspace workspace, String owner) {
		if (workspace.wanted() == Wish.RESTART) {
			throw new WorkspaceStateException(workspace, "restarted while it is being restarted");
		}
		return want(workspace, Wish.RESTART, owner) ? this.records.get(workspace.id())
				: this.handler.restart(workspace.id());
	}

	/**
	 * Have a workspace that has ended deleted, and return when it is deleted.
	 * @param workspace its record
	 * @param owner the id of the host application that has to do it
	 * @throws WorkspaceRuntimeException if it could not be deleted
	 */
	void delete(Workspace workspace, String owner) {
		if (want(workspace, Wish.DELETE, owner)) {
			await(workspace.id(), "deleted", owner, Wish.DELETE);
		}
		else {
			this.handler.delete(workspace.id());
		}
	}

	private boolean want(Workspace workspace, Wish wish, String owner) {
		return (workspace.wanted() == wish && owner.equals(workspace.owner()))
				|| this.records.replaceUnnoticed(workspace, workspace.wanting(wish, owner, this.records.now()));
	}

	private @Nullable Workspace await(String id, String action, String owner, Wish wish) {
		long start = this.clock.nanoTime();
		while (this.clock.nanoTime() - start < this.timeout.toNanos()) {
			Workspace current = this.records.find(id).orElse(null);
			boolean over = current == null || (wish == Wish.STOP && current.state() != WorkspaceState.RUNNING);
			if (current != null && current.state() == WorkspaceState.PROVISIONING) {
				return actInstead(id, wish);
			}
			if (current == null || over) {
				return current;
			}
			if (current.wanted() != wish) {
				throw new WorkspaceRuntimeException("Workspace '" + PrintableText.of(id) + "' could not be " + action
						+ " by host \"" + Instance.nameOf(owner) + "\": " + current.lastSampleError(), null);
			}
			if (!this.membership.isOther(current.owner())) {
				return actInstead(id, wish);
			}
			pause(id, action);
		}
		throw new WorkspaceRuntimeException(
				"Workspace '" + PrintableText.of(id) + "' is not " + action + " yet; host \"" + Instance.nameOf(owner)
						+ "\" has not done it within " + this.timeout.toMillis() + " ms",
				null);
	}

	private @Nullable Workspace actInstead(String id, Wish wish) {
		if (wish == Wish.STOP) {
			return this.handler.stop(id);
		}
		this.handler.delete(id);
		return null;
	}

	private static void pause(String id, String action) {
		try {
			Thread.sleep(PAUSE.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new WorkspaceRuntimeException(
					"Workspace '" + PrintableText.of(id) + "' may not be " + action + " yet: interrupted", null);
		}
	}

	/**
	 * Obey the wishes of others, on other threads.
	 */
	void obey() {
		String self = this.membership.id();
		if (self != null && this.obeying.size() < MAX_AT_A_TIME) {
			WorkspaceQuery query = WorkspaceQuery.newest(MAX_AT_A_TIME).ownedBy(self).withWish();
			for (Workspace workspace : this.records.find(query)) {
				if (this.obeying.add(workspace.id())) {
					this.threads.execute(() -> obey(workspace));
				}
			}
		}
	}

	private void obey(Workspace workspace) {
		try {
			switch (Objects.requireNonNull(workspace.wanted())) {
				case STOP -> this.handler.stop(workspace.id());
				case RESTART -> restart(workspace);
				case DELETE -> this.handler.delete(workspace.id());
			}
		}
		catch (WorkspaceNotFoundException | WorkspaceHandlerClosedException ex) {
			// It was deleted meanwhile, or the wish waits for the lease or the next owner
		}
		catch (RuntimeException ex) {
			refuse(workspace, ex);
		}
		finally {
			this.obeying.remove(workspace.id());
		}
	}

	// Only once, since the record does not say when a restart is done
	private void restart(Workspace workspace) {
		if (this.records.replaceUnnoticed(workspace, workspace.wanting(null, workspace.owner(), this.records.now()))) {
			this.handler.restart(workspace.id());
		}
	}

	private void refuse(Workspace workspace, RuntimeException failure) {
		boolean known = failure instanceof WorkspaceRuntimeException || failure instanceof WorkspaceStateException;
		String error = known ? String.valueOf(failure.getMessage()) : PrintableText.nameOf(failure.getClass());
		try {
			Workspace current = this.records.get(workspace.id());
			if (current.wanted() == workspace.wanted()) {
				this.records.replaceUnnoticed(current, current.refused(error, this.records.now()));
			}
		}
		catch (RuntimeException ex) {
			logger.log(Level.WARNING, "The wish of another host for workspace {0} could not be refused: {1}",
					PrintableText.of(workspace.id()), PrintableText.nameOf(ex.getClass()));
		}
	}

}
