package io.provisionhook;

import java.lang.StackWalker.StackFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.provisionhook.internal.ListenerDispatcher;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.MutatorReport;
import io.provisionhook.report.RunReport;

/**
 * The mutators of a host application, in the order in which they run.
 * <p>
 * Thread-safe. Mutators can be registered at any time, also while others run: a run works
 * on the mutators that were registered when it began, and takes no lock. The mutators of
 * a run have one thread that is not the caller's, so that the caller gets its answer in
 * time whatever they do. <pre class="code">
 * Registry registry = new Registry();
 * registry.register(EnvMutator.of("region", (context, env) -&gt; env.put("REGION", "eu")));
 * registry.run(ProvisionContext.of(workspaceId, request), environment);</pre>
 *
 * @since 0.1.0
 */
public final class Registry {

	/**
	 * What a segment of a URL can't be or have, whatever is between client and server,
	 * and what ends the name in the key of a property.
	 */
	private static final Pattern UNADDRESSABLE = Pattern.compile("^\\.{1,2}$|[/\\\\%;\\[\\]]");

	private static final StackWalker CALLER = StackWalker.getInstance();

	private final Function<String, MutatorPolicy> policies;

	private final RunSettings settings;

	private volatile List<Registration> chain = List.of();

	private volatile List<Registration> disabled = List.of();

	/**
	 * Create a registry whose mutators are all enabled, with no instrumentation.
	 */
	public Registry() {
		this(new RegistryBuilder());
	}

	Registry(RegistryBuilder builder) {
		this.policies = builder.policies;
		this.settings = builder.settings();
	}

	/**
	 * Start building a registry.
	 * @return a builder
	 */
	public static RegistryBuilder builder() {
		return new RegistryBuilder();
	}

	/**
	 * Add a mutator behind those that are there. The class that calls this method is
	 * remembered as the source of the registration.
	 * @param mutator the mutator; {@code null} is ignored, and one that is registered
	 * twice runs twice
	 * @throws IllegalArgumentException if the mutator has no name, or one that is not as
	 * {@link EnvMutator#name()} says, or does not tell its side effects or dangerous
	 * variables
	 */
	public void register(@Nullable EnvMutator mutator) {
		if (mutator != null) {
			register(mutator, CALLER.walk(Registry::firstOutsider));
		}
	}

	private static String firstOutsider(Stream<StackFrame> frames) {
		return frames.map(StackFrame::getClassName)
			.filter((name) -> !name.equals(Registry.class.getName()) && !name.startsWith("java."))
			.findFirst()
			.orElse("unknown");
	}

	/**
	 * Add a mutator behind those that are there.
	 * @param mutator the mutator; {@code null} is ignored, and one that is registered
	 * twice runs twice
	 * @param source who registers it, to be shown to operators
	 * @throws IllegalArgumentException if the mutator has no name, or one that is not as
	 * {@link EnvMutator#name()} says, or does not tell its side effects or dangerous
	 * variables
	 */
	public void register(@Nullable EnvMutator mutator, String source) {
		Objects.requireNonNull(source, "'source' must not be null");
		if (mutator != null) {
			String name = nameOf(mutator);
			Registration registration = new Registration(name, mutator, this.policies.apply(name),
					PrintableText.of(source), answerOf(mutator, "sideEffects()", EnvMutator::sideEffects),
					answerOf(mutator, "dangerousVariables()", EnvMutator::dangerousVariables));
			if (registration.policy().isEnabled()) {
				this.settings.tell("", (listener) -> listener.registered(registration));
				addToChain(registration);
			}
			else {
				addToDisabled(registration);
			}
		}
	}

	// A plugin's name() may return null whatever its signature says
	@SuppressWarnings("ConstantValue")
	private static String nameOf(EnvMutator mutator) {
		String type = PrintableText.of(mutator.getClass().getName());
		String name;
		try {
			name = mutator.name();
		}
		catch (RuntimeException | Error ex) {
			throw new IllegalArgumentException("name() of mutator " + type + " must not throw", ex);
		}
		if (name == null || name.codePoints().allMatch(Registry::isBlank)) {
			throw new IllegalArgumentException("name() of mutator " + type + " must not be null or blank");
		}
		PrintableText.require("name() of mutator " + type, name, PrintableText.MAX_NAME_LENGTH);
		if (isBlank(name.codePointAt(0)) || isBlank(name.codePointBefore(name.length()))) {
			throw new IllegalArgumentException("name() of mutator " + type + " must not begin or end with a blank");
		}
		if (UNADDRESSABLE.matcher(name).find()) {
			throw new IllegalArgumentException("name() of mutator " + type + " must not be \".\" or \"..\" and must"
					+ " not contain any of / \\ % ; [ ], since it is part of URLs and property keys");
		}
		return name;
	}

	private static boolean isBlank(int character) {
		return Character.isWhitespace(character) || Character.isSpaceChar(character);
	}

	// As with name()
	@SuppressWarnings("ConstantValue")
	private static <T> T answerOf(EnvMutator mutator, String method, Function<EnvMutator, T> question) {
		String type = PrintableText.of(mutator.getClass().getName());
		T answer;
		try {
			answer = question.apply(mutator);
		}
		catch (RuntimeException | Error ex) {
			throw new IllegalArgumentException(method + " of mutator " + type + " must not throw", ex);
		}
		if (answer == null) {
			throw new IllegalArgumentException(method + " of mutator " + type + " must not be null");
		}
		return answer;
	}

	private synchronized void addToChain(Registration registration) {
		this.chain = plus(this.chain, registration);
	}

	private synchronized void addToDisabled(Registration registration) {
		this.disabled = plus(this.disabled, registration);
	}

	private static List<Registration> plus(List<Registration> registrations, Registration added) {
		return Stream.concat(registrations.stream(), Stream.of(added)).toList();
	}

	/**
	 * Return the number of mutators that run.
	 * @return the number of mutators
	 */
	public int size() {
		return this.chain.size();
	}

	/**
	 * Return the names of the mutators in the order in which they run.
	 * @return an unmodifiable snapshot
	 */
	public List<String> names() {
		return registrations().stream().map(Registration::name).toList();
	}

	/**
	 * Return the mutators in the order in which they run.
	 * @return an unmodifiable snapshot
	 */
	public List<EnvMutator> mutators() {
		return registrations().stream().map(Registration::mutator).toList();
	}

	/**
	 * Return the mutators in the order in which they run, each with its source.
	 * @return an unmodifiable snapshot
	 */
	public List<Registration> registrations() {
		return this.chain;
	}

	/**
	 * Return the mutators that were registered but do not run, because their policy says
	 * so.
	 * @return an unmodifiable snapshot, in registration order
	 */
	public List<Registration> disabled() {
		return this.disabled;
	}

	/**
	 * Return what becomes of a write to the variable of an earlier mutator.
	 * @return the policy
	 */
	public ConflictPolicy conflicts() {
		return this.settings.conflicts();
	}

	/**
	 * Return the number of threads that are still in a mutator or a {@link RunListener}
	 * whose time is up, because it ignores that it was interrupted.
	 * @return the number of threads
	 */
	public int abandonedThreads() {
		ListenerDispatcher<RunListener> listeners = this.settings.listeners();
		return this.settings.abandoned().count() + ((listeners != null) ? listeners.abandonedThreads() : 0);
	}

	/**
	 * Run the mutators on an environment. What they do is kept apart: the environment
	 * changes once, at the end, if all of them passed or were skipped by their policy.
	 * Returns at the deadline of the context at the latest, or after the
	 * {@linkplain RegistryBuilder#timeout timeout} of this registry if that is sooner,
	 * give or take the time that the JVM needs to notice.
	 * <p>
	 * With the context of a {@linkplain ProvisionContext#isPlan() plan} only mutators run
	 * that have no side effects then; the report has {@link MutatorOutcome#WOULD_RUN} for
	 * the others, and neither listeners nor the observer are called.
	 * @param context what is known about the workspace
	 * @param env the environment, modifiable and used by nobody else meanwhile; if it is
	 * an {@link Env}, it also learns which variables are secret, even from a run that
	 * failed
	 * @return what the mutators did
	 * @throws ProvisionhookException if the run was aborted; later mutators did not run
	 * and the environment is as it was. It is a {@link MutatorException} if a mutator
	 * failed, a {@link MutatorTimeoutException} if it took too long, a
	 * {@link RunCancelledException} if this thread was interrupted, and a
	 * {@link RunRefusedException} if there is no thread for it
	 */
	public RunReport run(ProvisionContext context, Map<String, String> env) {
		Objects.requireNonNull(context, "'context' must not be null");
		Objects.requireNonNull(env, "'env' must not be null");
		List<Registration> snapshot = this.chain;
		ProvisionContext limited = this.settings.limit(context);
		return limited.isPlan() ? new Plan(snapshot).run(this.settings, limited, env)
				: run(snapshot, this.settings, limited, env);
	}

	private static RunReport run(List<Registration> chain, RunSettings settings, ProvisionContext context,
			Map<String, String> env) {
		if (chain.isEmpty()) {
			return RunReport.EMPTY;
		}
		if (env instanceof DefaultEnv own) {
			return new ChainRun(settings, chain, context, own.variables()).on(null);
		}
		Variables copy = Variables.copyOf(env, settings.rules());
		return new ChainRun(settings, chain, context, copy).on(env);
	}

	/**
	 * A run of those mutators that have no side effects in a plan, which tells of the
	 * others that they would run.
	 *
	 * @param chain all mutators
	 */
	private record Plan(List<Registration> chain) {

		RunReport run(RunSettings settings, ProvisionContext context, Map<String, String> env) {
			List<Registration> planned = this.chain.stream().filter((registration) -> !wouldRun(registration)).toList();
			try {
				return withOthers(Registry.run(planned, settings.withoutInstrumentation(), context, env));
			}
			catch (ProvisionhookException ex) {
				throw ex.withReport(withOthers(ex.getReport()));
			}
		}

		private static boolean wouldRun(Registration registration) {
			return registration.sideEffects() == SideEffects.UNKNOWN;
		}

		private RunReport withOthers(RunReport report) {
			Iterator<MutatorReport> ran = report.mutators().iterator();
			List<MutatorReport> all = new ArrayList<>(this.chain.size());
			boolean goesOn = true;
			for (int i = 0; i < this.chain.size() && goesOn; i++) {
				Registration registration = this.chain.get(i);
				if (wouldRun(registration)) {
					all.add(new MutatorReport(registration.name(), MutatorOutcome.WOULD_RUN, Duration.ZERO, null,
							null));
				}
				else if (ran.hasNext()) {
					MutatorReport next = ran.next();
					all.add(next);
					goesOn = next.outcome() == MutatorOutcome.SUCCESS || next.outcome() == MutatorOutcome.SKIPPED;
				}
				else {
					goesOn = false;
				}
			}
			return new RunReport(all, report.changes(), report.warnings(), report.steps(), report.duration());
		}

	}

}
