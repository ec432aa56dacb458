package io.provisionhook.workspace.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.PrintableText;
import io.provisionhook.internal.TimeLimiter;
import io.provisionhook.workspace.instance.HostProcess;
import io.provisionhook.workspace.instance.Instance;
import io.provisionhook.workspace.instance.InstanceDetails;
import io.provisionhook.workspace.instance.InstanceStore;
import io.provisionhook.workspace.instance.InstanceStore.Renewal;
import io.provisionhook.workspace.instance.Instances;

/**
 * The membership of this host application among the hosts that share its store. It holds
 * a lease in the store and renews it each third of its time. If there are others, it
 * observes their leases and deletes the ones past their end. A deleted host application
 * can't come back with its id, so others may take over its workspaces.
 * <p>
 * The lease of another one is over if the store says so by its own clock, and if it has
 * not changed for as long by the clock of this one, without a gap in the observation. So
 * nobody is taken for dead because a clock was put forward or because the store was away.
 * The own lease is over earlier: it counts from before the renewal was sent. Thread-safe.
 */
public final class Membership implements Instances, AutoCloseable {

	private static final Logger logger = System.getLogger(Membership.class.getName());

	private static final Duration LONGEST_PAUSE_AMONG_OTHERS = Duration.ofSeconds(1);

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

	private static final Duration LAST_LEASE = Duration.ofMinutes(1);

	private final @Nullable InstanceStore store;

	private final Settings settings;

	private final TimeLimiter limiter;

	private final TimeLimiter.Limit limit;

	private final Clock clock;

	private final Callbacks callbacks;

	private final HostProcess process = HostProcess.current();

	private final Lock turn = new ReentrantLock();

	private final Map<String, Observation> observations = new HashMap<>();

	private final Set<String> gone = new HashSet<>();

	private final Set<String> dead = ConcurrentHashMap.newKeySet();

	private volatile Map<String, Instance> others = Map.of();

	private volatile @Nullable Self self;

	private long observedAt;

	private boolean started;

	private boolean failing;

	private volatile boolean closed;

	private @Nullable Future<?> leaseEnd;

	/**
	 * Create a membership, which begins with {@link #join()}.
	 * @param store the store of host applications; {@code null} if this is the only one
	 * @param settings the settings
	 * @param limiter limits the time of calls of the store
	 * @param clock the clock
	 * @param callbacks called on changes
	 */
	public Membership(@Nullable InstanceStore store, Settings settings, TimeLimiter limiter, Clock clock,
			Callbacks callbacks) {
		this.store = store;
		this.settings = settings;
		this.limiter = limiter;
		this.limit = new TimeLimiter.Limit(settings.lease(), "provisionhook.instance.lease");
		this.clock = clock;
		this.callbacks = callbacks;
	}

	/**
	 * Join the others, unless that is done, and look at their leases.
	 * @throws Exception if the store or the runtime does not answer; it is tried again in
	 * the background
	 */
	public void join() throws Exception {
		InstanceStore store = this.store;
		if (store == null || this.closed) {
			return;
		}
		this.turn.lock();
		try {
			if (this.self == null) {
				join(store);
			}
			observe(store);
		}
		finally {
			if (!this.started) {
				this.started = true;
				scheduleNext();
			}
			this.turn.unlock();
		}
	}

	private void join(InstanceStore store) throws Exception {
		String location = this.settings.location().call();
		Self joining = new Self(Instance.newId(this.settings.name()), location, this.clock.nanoTime());
		Instance row = new Instance(joining.id(), location, this.process, false, Instant.EPOCH, Duration.ZERO,
				Duration.ZERO, details());
		call(() -> {
			store.join(row, this.settings.lease());
			return row;
		});
		setRenewed(joining);
	}

	private Map<String, String> details() {
		try {
			return Map.copyOf(this.settings.details().details());
		}
		catch (RuntimeException | LinkageError ex) {
			logger.log(Level.DEBUG, "The details of this host can't be read: {0}", PrintableText.nameOf(ex.getClass()));
			return Map.of();
		}
	}

	private void setRenewed(Self renewed) {
		Self before = this.self;
		this.self = renewed;
		if (this.leaseEnd != null) {
			this.leaseEnd.cancel(false);
		}
		this.leaseEnd = this.clock.schedule(() -> checkLease(renewed),
				Duration.ofNanos(Math.max(0, renewed.renewedAt() + heldNanos() - this.clock.nanoTime())));
		if (before != null && !holdsLease(before)) {
			logger.log(Level.INFO, "Host \"{0}\" holds its lease again, and acts on workspaces again", renewed.name());
		}
	}

	// A tenth is left for the last act that began while the lease was held
	private long heldNanos() {
		return this.settings.lease().toNanos() / 10 * 9;
	}

	private boolean holdsLease(Self self) {
		return this.clock.nanoTime() - self.renewedAt() < heldNanos();
	}

	private void checkLease(Self renewed) {
		if (renewed.equals(this.self) && !this.closed) {
			logger.log(Level.WARNING,
					"Host \"{0}\" could not renew its lease for {1} ms: it starts and stops no workspace and gives no "
							+ "credential until it has one again",
					renewed.name(), String.valueOf((this.clock.nanoTime() - renewed.renewedAt()) / 1_000_000));
		}
	}

	private void scheduleNext() {
		if (!this.closed) {
			Future<?> unused = this.clock.schedule(this::tick, pause());
		}
	}

	private Duration pause() {
		Duration third = this.settings.lease().dividedBy(3);
		if (this.others.isEmpty() && this.self != null) {
			return third;
		}
		long nanos = Math.min(this.settings.lease().dividedBy(6).toNanos(), LONGEST_PAUSE_AMONG_OTHERS.toNanos());
		long now = this.clock.nanoTime();
		for (Observation observation : this.observations.values()) {
			nanos = Math.min(nanos, observation.since() + this.settings.lease().toNanos() - now);
		}
		return Duration.ofNanos(Math.max(nanos, SHORTEST_PAUSE.toNanos()));
	}

	private void tick() {
		InstanceStore store = this.store;
		if (store == null || this.closed) {
			return;
		}
		Set<String> deleted = Set.of();
		this.turn.lock();
		try {
			renewOrJoin(store);
			deleted = Set.copyOf(this.gone);
			this.gone.clear();
			setFailing(null);
		}
		catch (Throwable ex) {
			setFailing(ex);
		}
		finally {
			scheduleNext();
			this.turn.unlock();
		}
		notify(deleted);
	}

	private void renewOrJoin(InstanceStore store) throws Exception {
		Self self = this.self;
		if (self == null) {
			join(store);
		}
		else if (this.clock.nanoTime() - self.renewedAt() >= this.settings.lease().dividedBy(3).toNanos()) {
			renew(store, self);
		}
		if (!this.others.isEmpty() || self == null) {
			observe(store);
		}
	}

	private void renew(InstanceStore store, Self self) throws Exception {
		Self renewed = new Self(self.id(), self.location(), this.clock.nanoTime());
		Map<String, String> details = details();
		Renewal renewal = call(() -> store.renew(self.id(), this.settings.lease(), details));
		switch (renewal) {
			case ALONE -> {
				setRenewed(renewed);
				this.others = Map.of();
				this.observations.clear();
			}
			case AMONG_OTHERS -> {
				setRenewed(renewed);
				observe(store);
			}
			case GONE -> joinAgain(store, self);
		}
	}

	private void joinAgain(InstanceStore store, Self self) throws Exception {
		String others = call(store::findAll).stream()
			.map((instance) -> "host \"" + instance.name() + "\"")
			.collect(Collectors.joining(" or "));
		this.self = null;
		logger.log(Level.WARNING,
				"Host \"{0}\" was taken for dead by {1}, since its lease was over; it joins again, and keeps its "
						+ "workspaces that nobody has taken over",
				self.name(), others.isEmpty() ? "another host" : others);
		this.callbacks.onReplaced();
		join(store);
		setGone(self.id());
		observe(store);
	}

	private boolean observe(InstanceStore store) throws Exception {
		Self self = this.self;
		if (self == null || !holdsLease(self)) {
			this.observations.clear();
			return false;
		}
		Map<String, Instance> found = call(store::findAll).stream()
			.filter((instance) -> !instance.id().equals(self.id()))
			.collect(Collectors.toMap(Instance::id, (instance) -> instance));
		long now = this.clock.nanoTime();
		if (now - this.observedAt > this.settings.lease().dividedBy(2).toNanos()) {
			this.observations.clear();
		}
		this.observedAt = now;
		this.observations.keySet().retainAll(found.keySet());
		this.others.keySet().stream().filter((id) -> !found.containsKey(id)).forEach(this::setGone);
		for (Instance other : List.copyOf(found.values())) {
			if (isDeleted(store, self, other, now)) {
				found.remove(other.id());
				setGone(other.id());
			}
		}
		this.others = Map.copyOf(found);
		return true;
	}

	private void setGone(String id) {
		this.dead.add(id);
		this.gone.add(id);
	}

	private boolean isDeleted(InstanceStore store, Self self, Instance other, long now) throws Exception {
		Observation observation = this.observations.compute(other.id(),
				(id, earlier) -> (earlier != null && earlier.leaseEnd().equals(other.leaseEnd())) ? earlier
						: new Observation(other.leaseEnd(), now));
		if (other.leaving() && other.location().equals(self.location())) {
			return call(() -> store.delete(other.id()));
		}
		if (this.process.isDead(other.process()) && call(() -> store.delete(other.id()))) {
			logger.log(Level.INFO, "Host \"{0}\" takes over from host \"{1}\", whose process is dead", self.name(),
					other.name());
			return true;
		}
		boolean over = other.isLeaseOver() && now - observation.since() >= this.settings.lease().toNanos();
		if (over && call(() -> store.deleteIfLeaseIsOver(other.id()))) {
			if (!other.leaving()) {
				logger.log(Level.WARNING, "Host \"{0}\" takes host \"{1}\" for dead, which has not renewed its lease",
						self.name(), other.name());
			}
			return true;
		}
		return false;
	}

	private void notify(Set<String> deleted) {
		try {
			if (!deleted.isEmpty() && holdsLease()) {
				this.callbacks.onGone(deleted);
			}
			if (!this.others.isEmpty() && holdsLease()) {
				this.callbacks.onTick();
			}
		}
		catch (RuntimeException ex) {
			logger.log(Level.WARNING, "The workspaces of other hosts could not be looked at: {0}",
					PrintableText.nameOf(ex.getClass()));
		}
	}

	private void setFailing(@Nullable Throwable failure) {
		if (failure != null && !this.failing && !this.closed) {
			logger.log(Level.WARNING, "The lease of host \"{0}\" could not be renewed, and is tried again: {1}",
					this.settings.name(), PrintableText.nameOf(failure.getClass()));
		}
		this.failing = failure != null;
	}

	private <T> T call(Callable<T> code) throws Exception {
		InstanceStore store = this.store;
		if (store == null) {
			throw new IllegalStateException("There is no store of host applications");
		}
		return this.limiter.callUninterruptibly(store, this.limit, code, (late) -> {
		});
	}

	@Override
	public @Nullable String id() {
		Self self = this.self;
		return (self != null) ? self.id() : null;
	}

	/**
	 * Return the place of the workspaces of this host application.
	 * @return the place; {@code null} if it has not joined
	 */
	public @Nullable String location() {
		Self self = this.self;
		return (self != null) ? self.location() : null;
	}

	@Override
	public boolean holdsLease() {
		Self self = this.self;
		return this.store == null || (self != null && !this.closed && holdsLease(self));
	}

	@Override
	public Duration leaseAge() {
		Self self = this.self;
		return (self != null) ? Duration.ofNanos(this.clock.nanoTime() - self.renewedAt()) : Duration.ZERO;
	}

	/**
	 * Return whether a host application is another one that is not known to be dead.
	 * @param id the id of the host application; {@code null} for none
	 * @return whether it is
	 */
	public boolean isOther(@Nullable String id) {
		return id != null && this.others.containsKey(id);
	}

	/**
	 * Return whether a workspace is in the share of this host application, if all that
	 * live divide the workspaces between them.
	 * @param workspaceId the id of the workspace
	 * @return whether it is
	 */
	public boolean hasShareIn(String workspaceId) {
		Set<String> others = this.others.keySet();
		String id = String.valueOf(id());
		long place = others.stream().filter((other) -> other.compareTo(id) < 0).count();
		return Math.floorMod(workspaceId.hashCode(), others.size() + 1) == place;
	}

	/**
	 * Return whether a host application is known to be gone, so that its workspaces can
	 * be taken over.
	 * @param id the id of the host application; {@code null} for none
	 * @return {@code false} if it lives, or if that is not known
	 * @throws Exception if the store does not answer
	 */
	public boolean isGone(@Nullable String id) throws Exception {
		InstanceStore store = this.store;
		if (id == null || this.dead.contains(id)) {
			return true;
		}
		if (store == null || id.equals(id()) || isOther(id)) {
			return false;
		}
		this.turn.lock();
		try {
			// It may have joined since the last observation, before it had a workspace
			Self self = this.self;
			boolean gone = self != null && holdsLease(self) && observe(store) && !isOther(id);
			if (gone) {
				this.dead.add(id);
			}
			return gone;
		}
		finally {
			this.turn.unlock();
		}
	}

	/**
	 * Return another host application at a place.
	 * @param location the place
	 * @return the id of the host application; {@code null} if there is none that lives
	 */
	public @Nullable String otherAt(String location) {
		return this.others.values()
			.stream()
			.filter((other) -> !other.leaving() && other.location().equals(location))
			.map(Instance::id)
			.findFirst()
			.orElse(null);
	}

	@Override
	public List<Instance> findAll() {
		return read(InstanceStore::findAll, List.of());
	}

	@Override
	public Map<String, Long> countLive() {
		return read(InstanceStore::countLive, Map.of());
	}

	private <T> T read(Function<InstanceStore, T> query, T none) {
		InstanceStore store = this.store;
		try {
			return (store != null) ? call(() -> query.apply(store)) : none;
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex.getMessage(), ex);
		}
	}

	/**
	 * End the membership. The workspaces are left to the next host application at the
	 * same place; others wait for a minute.
	 */
	@Override
	public void close() {
		InstanceStore store = this.store;
		boolean turn = false;
		try {
			// A runtime or a store that hangs may have the turn
			turn = this.turn.tryLock(this.settings.lease().toNanos(), TimeUnit.NANOSECONDS);
			Self self = this.self;
			this.closed = true;
			if (this.leaseEnd != null) {
				this.leaseEnd.cancel(false);
			}
			if (store != null && self != null) {
				call(() -> {
					store.leave(self.id(), LAST_LEASE);
					return self;
				});
			}
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			logger.log(Level.WARNING, "Host \"{0}\" could not leave, so others wait for the end of its lease: {1}",
					this.settings.name(), PrintableText.nameOf(ex.getClass()));
		}
		finally {
			this.closed = true;
			if (turn) {
				this.turn.unlock();
			}
		}
	}

	/**
	 * Settings of a membership.
	 *
	 * @param name the name of this host application
	 * @param lease the time of a lease
	 * @param location returns the place of the workspaces
	 * @param details the properties that only this host application knows
	 */
	public record Settings(String name, Duration lease, Callable<String> location, InstanceDetails details) {
	}

	/**
	 * The clock of a membership.
	 */
	public interface Clock {

		/**
		 * Return the time to measure durations.
		 * @return the time in nanoseconds, as in {@link System#nanoTime()}
		 */
		long nanoTime();

		/**
		 * Schedule a task.
		 * @param task the task
		 * @param delay the time from now
		 * @return a future to cancel the task
		 */
		Future<?> schedule(Runnable task, Duration delay);

	}

	/**
	 * Called on changes.
	 */
	public interface Callbacks {

		/**
		 * This host application was taken for dead, and its id is void. Called before it
		 * joins with another id.
		 */
		void onReplaced();

		/**
		 * Other host applications are gone, and this one may take over their workspaces.
		 * @param ids the ids of the host applications
		 */
		void onGone(Set<String> ids);

		/**
		 * Called once a second while there are others.
		 */
		void onTick();

	}

	/**
	 * This host application.
	 *
	 * @param id its id
	 * @param location the place of its workspaces
	 * @param renewedAt the time before its last renewal was sent
	 */
	private record Self(String id, String location, long renewedAt) {

		String name() {
			return Instance.nameOf(this.id);
		}

	}

	/**
	 * The lease of another host application.
	 *
	 * @param leaseEnd its end by the clock of the store
	 * @param since the time since which the end has not changed
	 */
	private record Observation(Instant leaseEnd, long since) {
	}

}
