package io.provisionhook.workspace;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.provisionhook.Env;
import io.provisionhook.EnvMutator;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.MutatorPolicy;
import io.provisionhook.ProvisionContext;
import io.provisionhook.Registry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A chain that does to each workspace what its {@link Misbehaviour} says.
 */
final class MisbehavingMutators {

	static final String SECRET = "s3cr3t-";

	private final ManualWorkspaceClock clock = new ManualWorkspaceClock();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch release = new CountDownLatch(1);

	private final CountDownLatch never = new CountDownLatch(1);

	private final AtomicBoolean spinning = new AtomicBoolean();

	private final AtomicInteger acceptedLateWrites = new AtomicInteger();

	private final Queue<LeakedEnv> leaked = new ConcurrentLinkedQueue<>();

	private final Queue<WeakReference<Object>> handedOut = new ConcurrentLinkedQueue<>();

	private final Set<String> slow = ConcurrentHashMap.newKeySet();

	/**
	 * Return the clock by which they hang.
	 * @return the clock
	 */
	WorkspaceClock clock() {
		return this.clock;
	}

	Registry registry() {
		Registry registry = Registry.builder()
			.policies(MisbehavingMutators::policyOf)
			.maxAbandonedThreads(100)
			.executor(this.threads)
			.fetchExecutor(this.threads)
			.build();
		registry.register(EnvMutator.of("first", this::first));
		registry.register(EnvMutator.of("leaking", this::leak));
		registry.register(EnvMutator.of("failing", MisbehavingMutators::fail));
		registry.register(EnvMutator.of("hanging", this::hang));
		registry.register(EnvMutator.of("deaf", this::ignoreInterruption));
		registry.register(EnvMutator.of("revealing", MisbehavingMutators::reveal));
		registry.register(new Fetching());
		registry.register(EnvMutator.of("skipped", MisbehavingMutators::writeHalf));
		registry.register(EnvMutator.of("slow", this::waitForStop));
		registry.register(EnvMutator.of("last", (context, env) -> env.put("LAST", context.workspaceId())));
		return registry;
	}

	private static MutatorPolicy policyOf(String name) {
		return switch (name) {
			case "hanging", "deaf" -> MutatorPolicy.DEFAULT.withTimeout(Duration.ofSeconds(5));
			// Less than the others have, whose turn may be under way when its time is up
			case "fetching" -> MutatorPolicy.DEFAULT.withTimeout(Duration.ofSeconds(4));
			case "skipped" -> MutatorPolicy.DEFAULT.withOnFailure(MutatorPolicy.OnFailure.SKIP);
			default -> MutatorPolicy.DEFAULT.withTimeout(Duration.ofMinutes(1));
		};
	}

	private void first(ProvisionContext context, Env env) {
		this.handedOut.add(new WeakReference<>(context));
		this.handedOut.add(new WeakReference<>(env));
		env.put("FIRST", context.workspaceId());
	}

	private void leak(ProvisionContext context, Env env) throws InterruptedException {
		if (Misbehaviour.LEAKING.concerns(context)) {
			LeakedEnv leak = new LeakedEnv(env);
			this.leaked.add(leak);
			Thread other = new Thread(() -> writeLate(leak));
			other.start();
			other.join();
		}
	}

	private static void fail(ProvisionContext context, Env env) throws IOException {
		if (Misbehaviour.FAILING.concerns(context)) {
			throw new IOException("boom " + env.get("GLOBAL_TOKEN"));
		}
	}

	private void hang(ProvisionContext context, Env env) throws InterruptedException {
		if (Misbehaviour.HANGING.concerns(context)) {
			this.clock.ofRun(context.workspaceId()).advance(Duration.ofSeconds(5));
			this.never.await();
		}
	}

	private void ignoreInterruption(ProvisionContext context, Env env) {
		if (Misbehaviour.DEAF.concerns(context)) {
			LeakedEnv leak = new LeakedEnv(env);
			this.clock.ofRun(context.workspaceId()).advance(Duration.ofSeconds(5));
			if (this.spinning.compareAndSet(false, true)) {
				while (this.release.getCount() > 0) {
					Thread.onSpinWait();
				}
			}
			Await.latchIgnoringInterruption(this.release);
			writeLate(leak);
		}
	}

	private static void reveal(ProvisionContext context, Env env) {
		if (Misbehaviour.REVEALING.concerns(context)) {
			env.putSecret("REVEALED", SECRET + context.workspaceId());
			throw new IllegalStateException("denied for " + SECRET + context.workspaceId());
		}
	}

	private static void writeHalf(ProvisionContext context, Env env) {
		if (Misbehaviour.SKIPPED.concerns(context)) {
			env.put("HALF", "written");
			env.remove("FIRST");
			throw new IllegalStateException("boom");
		}
	}

	private void waitForStop(ProvisionContext context, Env env) throws InterruptedException {
		this.slow.add(context.workspaceId());
		if (Misbehaviour.STOPPED.concerns(context)) {
			this.never.await();
		}
		if (Misbehaviour.STOPPED_DEAF.concerns(context)) {
			LeakedEnv leak = new LeakedEnv(env);
			Await.interruption();
			Await.latchIgnoringInterruption(this.release);
			writeLate(leak);
		}
	}

	private void writeLate(LeakedEnv leak) {
		this.acceptedLateWrites.addAndGet(leak.write());
	}

	void awaitTurnOfSlow(Workspace workspace) {
		Await.patiently().until(() -> this.slow.contains(workspace.id()));
	}

	/**
	 * Write to what has leaked, and let go of it and of the threads that are still held.
	 */
	void release() {
		this.leaked.forEach(this::writeLate);
		this.leaked.clear();
		this.release.countDown();
	}

	/**
	 * Wait until all threads have come back, after which there is nothing more to run.
	 * @throws InterruptedException if the test is interrupted
	 */
	void awaitThreads() throws InterruptedException {
		this.threads.shutdown();
		assertThat(this.threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
	}

	int acceptedLateWrites() {
		return this.acceptedLateWrites.get();
	}

	/**
	 * Return the number of environments and contexts that are still referenced.
	 * @return the number of objects
	 */
	long retained() {
		return this.handedOut.stream().filter((reference) -> !reference.refersTo(null)).count();
	}

	/**
	 * Fetches what it then writes.
	 */
	private final class Fetching implements FetchingEnvMutator<String> {

		@Override
		public String name() {
			return "fetching";
		}

		@Override
		public String fetch(ProvisionContext context) throws IOException, InterruptedException {
			String secret = SECRET + context.workspaceId();
			if (Misbehaviour.FAILING_FETCH.concerns(context)) {
				context.redact(secret);
				throw new IOException("403 for " + secret);
			}
			if (Misbehaviour.HANGING_FETCH.concerns(context)) {
				MisbehavingMutators.this.clock.ofRun(context.workspaceId()).advance(Duration.ofSeconds(4));
				MisbehavingMutators.this.never.await();
			}
			return secret;
		}

		@Override
		public void apply(String fetched, ProvisionContext context, Env env) {
			env.putSecret("FETCHED", fetched);
		}

	}

}
