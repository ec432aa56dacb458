package io.provisionhook;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import io.provisionhook.Variables.DeclaredLease;
import io.provisionhook.Variables.Secrets;
import io.provisionhook.Variables.Variable;
import io.provisionhook.internal.PrintableText;
import io.provisionhook.redaction.SecretRedactor;

/**
 * The environment that a mutator is given for its turn. It can be used during the turn
 * only, and only on the thread of the turn: use on another thread fails the turn. Writes
 * go to a layer of the turn.
 */
final class MutatorEnv extends AbstractEnv {

	private static final Logger logger = System.getLogger(MutatorEnv.class.getName());

	private final Registration registration;

	private final String workspaceId;

	private @Nullable MutatorExecution execution;

	private @Nullable IllegalStateException misuse;

	MutatorEnv(MutatorExecution execution) {
		this.execution = execution;
		this.registration = execution.registration();
		this.workspaceId = execution.run().context().workspaceId();
	}

	/**
	 * Close this environment and drop the reference to the run, so that a mutator that
	 * keeps this environment does not keep the run in memory.
	 * @return the exception of another thread that used this environment during the turn;
	 * {@code null} if none did
	 */
	synchronized @Nullable IllegalStateException close() {
		this.execution = null;
		return this.misuse;
	}

	private MutatorExecution execution() {
		MutatorExecution current = this.execution;
		if (current == null || !current.isOpenHere()) {
			throw misused();
		}
		return current;
	}

	// Remembered to fail the turn, since nobody may see the exception of the other thread
	private synchronized IllegalStateException misused() {
		IllegalStateException refusal = new IllegalStateException("The environment that \"" + this.registration.name()
				+ "\" was given can only be used in its turn and on the thread that runs it");
		boolean late = this.execution == null || this.execution.isEnded();
		if (late && this.misuse == null) {
			logger.log(Level.WARNING,
					"Mutator \"{0}\" used the environment of workspace {1} after its turn had ended; nothing was changed",
					this.registration.name(), PrintableText.of(this.workspaceId));
		}
		if (this.misuse == null) {
			this.misuse = refusal;
		}
		return refusal;
	}

	@Override
	public Env writtenBy(String owner) {
		throw new IllegalStateException("A mutator can't write for another owner");
	}

	@Override
	@Nullable Variable write(String name, @Nullable String value, Write kind, @Nullable DeclaredLease lease) {
		Variables variables = variables();
		VariableRules rules = rules();
		VariableName variable = rules.nameOf(name);
		int size = 0;
		if (value != null) {
			Secrets secrets = variables.secrets();
			boolean secret = kind == Write.SECRET || variable.secret() || secrets.isSecret(name);
			if (secret) {
				secrets.add(name, value);
			}
			size = rules.sizeOf(variable.requireWritable(this.registration::declaresDangerous), value);
			if (secret) {
				warnIfShort(variable, value);
			}
		}
		this.registration.requireMayWrite(variable);
		if (lease != null) {
			checkLease(variable, lease);
		}
		Variable written = variables.findWritten(name);
		Variable before = variables.find(name);
		if (value != null && value.equals(Variable.valueOf(before))
				&& (lease == null || lease.equals(Variable.leaseOf(before)))) {
			return before;
		}
		if (value == null) {
			variable.requireRemovable();
		}
		boolean adds = kind == Write.ADDITION && Variable.valueOf(written) != null;
		if (written != null && !adds) {
			checkConflict(settings().conflicts(), written);
		}
		int growth = size - Variable.sizeOf(before);
		if (growth > 0) {
			rules.requireTotalSize(variable, variables.totalSize() + growth);
		}
		// An addition does not change the owner
		String owner = (adds && written != null) ? written.owner() : this.registration.name();
		DeclaredLease newLease = (kind == Write.ADDITION) ? Variable.leaseOf(before) : lease;
		variables.set(new Variable(variable, value, owner, size, newLease));
		return before;
	}

	private void checkConflict(Registry.ConflictPolicy conflicts, Variable written) {
		if (conflicts == Registry.ConflictPolicy.OVERRIDE || this.registration.policy().isMayOverride()
				|| written.owner().equals(this.registration.name())) {
			return;
		}
		if (conflicts == Registry.ConflictPolicy.FAIL) {
			throw written.name()
				.refused("was written by \"" + written.owner() + "\" and \"" + this.registration.name()
						+ "\" may not override it");
		}
		execution().warn("\"" + this.registration.name() + "\" overrides variable \"" + written.name().text()
				+ "\" of \"" + written.owner() + "\"");
	}

	private void warnIfShort(VariableName secret, String value) {
		if (!value.isEmpty() && value.length() < SecretRedactor.MIN_LENGTH) {
			execution().warn("the secret \"" + secret.text() + "\" of \"" + this.registration.name()
					+ "\" has fewer than " + SecretRedactor.MIN_LENGTH + " characters and can't be redacted");
		}
	}

	private void checkLease(VariableName variable, DeclaredLease lease) {
		Instant now = execution().run().time().instant();
		lease.requireNotExpired(variable, now);
		Duration minimum = settings().minimumLease();
		if (lease.end().isBefore(now.plus(minimum)) && !lease.lease().isRenewed()) {
			execution().warn("variable \"" + variable.text() + "\" of \"" + this.registration.name()
					+ "\" expires in less than " + minimum.toSeconds() + " seconds");
		}
	}

	private ChainRun.Settings settings() {
		return execution().run().settings();
	}

	@Override
	Variables variables() {
		return execution().variables();
	}

	@Override
	VariableRules rules() {
		return settings().rules();
	}

	@Override
	public String toString() {
		MutatorExecution current = this.execution;
		return (current != null && current.isOpenHere()) ? super.toString() : "[closed]";
	}

}
