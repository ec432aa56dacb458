package io.provisionhook;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.provisionhook.report.MutatorOutcome;
import io.provisionhook.report.VariableChange;

/**
 * Simple model of a chain for comparison: runs one mutator after another on a plain map
 * and restores a copy after a failure.
 */
final class ChainModel {

	private final GeneratedChain chain;

	private final Set<String> secretNames = new HashSet<>(Set.of("X_TOKEN"));

	private final Set<String> secretValues = new HashSet<>();

	private Map<String, String> env;

	private Map<String, String> owners = new HashMap<>();

	private Map<String, String> writers = new HashMap<>();

	private final List<VariableChange> changes = new ArrayList<>();

	private final List<String> warnings = new ArrayList<>();

	private final List<String> derived = new ArrayList<>();

	private final List<String> turns = new ArrayList<>();

	private ChainModel(GeneratedChain chain) {
		this.chain = chain;
		this.env = new LinkedHashMap<>(chain.variables());
		this.env.forEach((name, value) -> {
			this.owners.put(name, "request");
			if (name.equals("X_TOKEN")) {
				this.secretValues.add(value);
			}
		});
	}

	static ChainResult run(GeneratedChain chain) {
		return new ChainModel(chain).run();
	}

	private ChainResult run() {
		for (GeneratedMutator mutator : this.chain.mutators()) {
			Map<String, String> envBefore = new LinkedHashMap<>(this.env);
			Map<String, String> ownersBefore = new HashMap<>(this.owners);
			Map<String, String> writersBefore = new HashMap<>(this.writers);
			Turn turn = new Turn(mutator.name());
			String error = turn.take(mutator);
			if (error == null) {
				turn.end(envBefore, ownersBefore);
				continue;
			}
			this.env = envBefore;
			this.owners = ownersBefore;
			this.writers = writersBefore;
			error = redact(error);
			boolean skip = policyOf(mutator.name()).getOnFailure() == MutatorPolicy.OnFailure.SKIP;
			this.turns
				.add(ChainResult.turn(mutator.name(), skip ? MutatorOutcome.SKIPPED : MutatorOutcome.FAILURE, error));
			if (!skip) {
				return new ChainResult(new TreeMap<>(this.chain.variables()), this.turns, List.of(), this.warnings,
						"provisionhook \"" + mutator.name() + "\": " + error);
			}
		}
		if (!this.chain.mutators().isEmpty()) {
			new TreeMap<>(this.env).forEach(this::markIfItHasASecret);
			this.warnings.addAll(0, this.derived);
		}
		List<VariableChange> marked = this.changes.stream()
			.map((change) -> new VariableChange(change.variable(), change.action(), change.mutator(),
					change.previousOwner(), this.secretNames.contains(change.variable()), null))
			.toList();
		return new ChainResult(new TreeMap<>(this.env), this.turns, marked, this.warnings, null);
	}

	private void markIfItHasASecret(String name, String value) {
		if (!redact(value).equals(value) && this.secretNames.add(name)) {
			this.derived.add("variable \"" + name + "\" of \"" + this.owners.get(name)
					+ "\" contains a secret and is treated as secret");
		}
	}

	private MutatorPolicy policyOf(String name) {
		return this.chain.policies().getOrDefault(name, MutatorPolicy.DEFAULT);
	}

	private String redact(String text) {
		String result = text;
		for (String secret : this.secretValues) {
			result = (secret.length() >= 6) ? result.replace(secret, "[redacted]") : result;
		}
		return result;
	}

	/**
	 * One mutator's turn. What it returns is an error, or {@code null} to go on.
	 */
	private final class Turn {

		private final String mutator;

		private final Set<String> touched = new LinkedHashSet<>();

		private final List<String> ownWarnings = new ArrayList<>();

		private Turn(String mutator) {
			this.mutator = mutator;
		}

		@Nullable String take(GeneratedMutator generated) {
			if (generated.fetch() == GeneratedMutator.Fetch.FAILS) {
				return GeneratedMutator.FETCH_FAILED;
			}
			String last = "";
			for (int i = 0; i < generated.writes().size(); i++) {
				if (i == generated.failsAfter()) {
					return GeneratedMutator.failure(last);
				}
				GeneratedMutator.Write write = generated.writes().get(i);
				last = write.value();
				String error = write(write);
				if (error != null) {
					return error;
				}
			}
			return (generated.failsAfter() == generated.writes().size()) ? GeneratedMutator.failure(last) : null;
		}

		private @Nullable String write(GeneratedMutator.Write write) {
			String name = write.variable();
			return switch (write.kind()) {
				case PUT -> put(name, write.value(), false);
				case PUT_SECRET -> put(name, write.value(), true);
				case COPY -> put(name, ChainModel.this.env.getOrDefault("A", "none"), false);
				case REMOVE -> ChainModel.this.env.containsKey(name) ? change(name, null) : null;
			};
		}

		private @Nullable String put(String name, String value, boolean secret) {
			if (secret || ChainModel.this.secretNames.contains(name)) {
				ChainModel.this.secretNames.add(name);
				ChainModel.this.secretValues.add(value);
				if (!value.isEmpty() && value.length() < 6) {
					this.ownWarnings.add("the secret \"" + name + "\" of \"" + this.mutator
							+ "\" has fewer than 6 characters and can't be redacted");
				}
			}
			if (name.equals("LOCKED")) {
				return "variable \"LOCKED\" is protected";
			}
			if (name.equals("ENV")) {
				return "variable \"ENV\" can make programs run other code and was not allowed by name";
			}
			return value.equals(ChainModel.this.env.get(name)) ? null : change(name, value);
		}

		private @Nullable String change(String name, @Nullable String value) {
			if (name.equals("LOCKED")) {
				return "variable \"LOCKED\" is protected";
			}
			String writer = ChainModel.this.writers.getOrDefault(name, this.mutator);
			if (!writer.equals(this.mutator) && !policyOf(this.mutator).isMayOverride()) {
				if (ChainModel.this.chain.conflicts() == Registry.ConflictPolicy.FAIL) {
					return "variable \"" + name + "\" was written by \"" + writer + "\" and \"" + this.mutator
							+ "\" may not override it";
				}
				if (ChainModel.this.chain.conflicts() == Registry.ConflictPolicy.WARN) {
					this.ownWarnings
						.add("\"" + this.mutator + "\" overrides variable \"" + name + "\" of \"" + writer + "\"");
				}
			}
			this.touched.add(name);
			ChainModel.this.writers.put(name, this.mutator);
			ChainModel.this.owners.put(name, this.mutator);
			if (value != null) {
				ChainModel.this.env.put(name, value);
			}
			else {
				ChainModel.this.env.remove(name);
			}
			return null;
		}

		void end(Map<String, String> envBefore, Map<String, String> ownersBefore) {
			ChainModel.this.warnings.addAll(new LinkedHashSet<>(this.ownWarnings));
			ChainModel.this.turns.add(ChainResult.turn(this.mutator, MutatorOutcome.SUCCESS, null));
			for (String name : this.touched) {
				String before = envBefore.get(name);
				String after = ChainModel.this.env.get(name);
				if (before == null && after != null) {
					add(name, VariableChange.Action.ADDED, ownersBefore.get(name));
				}
				else if (before != null && after == null) {
					add(name, VariableChange.Action.REMOVED, ownersBefore.get(name));
				}
				else if (before != null && !before.equals(after)) {
					add(name, VariableChange.Action.CHANGED, ownersBefore.get(name));
				}
			}
		}

		private void add(String name, VariableChange.Action action, @Nullable String previousOwner) {
			ChainModel.this.changes.add(new VariableChange(name, action, this.mutator, previousOwner, false, null));
		}

	}

}
