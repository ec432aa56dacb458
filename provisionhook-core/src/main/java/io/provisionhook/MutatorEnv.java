package io.provisionhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.provisionhook.redaction.SecretRedactor;

/**
 * The environment as a mutator sees it in its turn, and only then, and only on the thread
 * that runs it. What it writes goes to the run's {@link Overlay}.
 */
final class MutatorEnv extends AbstractEnv {

	private final int index;

	private final Registration registration;

	private @Nullable Leg leg;

	private @Nullable TurnLog log;

	MutatorEnv(Leg leg, int index, Registration registration) {
		this.leg = leg;
		this.index = index;
		this.registration = registration;
	}

	/**
	 * Let go of the run, so that whoever keeps this environment keeps nothing but it. It
	 * is closed by then.
	 */
	void close() {
		this.leg = null;
		this.log = null;
	}

	private Leg leg() {
		Leg current = this.leg;
		if (current == null || !current.isOpen(this.index)) {
			throw new IllegalStateException("The environment that \"" + this.registration.name()
					+ "\" was given can only be used in its turn and on the thread that runs it");
		}
		return current;
	}

	@Override
	public Env writtenBy(String owner) {
		throw new IllegalStateException("A mutator writes in its own name");
	}

	@Override
	@Nullable Variable find(@Nullable Object name) {
		return overlay().find(name);
	}

	@Override
	@Nullable Variable write(String name, @Nullable String value, Write kind, @Nullable VariableLease lease) {
		Leg leg = leg();
		Overlay overlay = leg.overlay();
		VariableRules rules = leg.settings().rules();
		VariableName variable = rules.nameOf(name);
		int size = 0;
		if (value != null) {
			Secrets secrets = overlay.below().secrets();
			boolean secret = kind == Write.SECRET || variable.secret() || secrets.isSecret(name);
			if (secret) {
				secrets.add(name, value);
			}
			size = rules.sizeOf(variable.writable(), value);
			if (secret) {
				warnIfShort(variable, value);
			}
		}
		if (lease != null) {
			examine(variable, lease);
		}
		Variable written = overlay.findWritten(name);
		Variable before = (written != null) ? written : overlay.below().find(name);
		if (value != null && value.equals(Variable.valueOf(before))
				&& (lease == null || lease.equals(Variable.leaseOf(before)))) {
			return before;
		}
		if (value == null) {
			variable.removable();
		}
		boolean adds = kind == Write.ADDITION && Variable.valueOf(written) != null;
		if (written != null && !adds) {
			takeOver(leg.settings().conflicts(), written);
		}
		int growth = size - Variable.sizeOf(before);
		if (growth > 0) {
			rules.requireTotalSize(variable, overlay.totalSize() + growth);
		}
		// Who adds to another's variable does not come to own it
		String owner = (adds && written != null) ? written.owner() : this.registration.name();
		VariableLease until = (kind == Write.ADDITION) ? Variable.leaseOf(before) : lease;
		Change change = new Change(before, new Variable(variable, value, owner, size, until));
		overlay.add(change);
		log().add(change);
		return before;
	}

	private void takeOver(ConflictPolicy conflicts, Variable written) {
		if (conflicts == ConflictPolicy.OVERRIDE || this.registration.policy().isMayOverride()
				|| written.owner().equals(this.registration.name())) {
			return;
		}
		if (conflicts == ConflictPolicy.FAIL) {
			throw written.name()
				.refused("was written by \"" + written.owner() + "\" and \"" + this.registration.name()
						+ "\" may not override it");
		}
		log().warn("\"" + this.registration.name() + "\" overrides variable \"" + written.name().text() + "\" of \""
				+ written.owner() + "\"");
	}

	private void warnIfShort(VariableName secret, String value) {
		if (!value.isEmpty() && value.length() < SecretRedactor.MIN_LENGTH) {
			log().warn("the secret \"" + secret.text() + "\" of \"" + this.registration.name() + "\" has fewer than "
					+ SecretRedactor.MIN_LENGTH + " characters and can't be redacted");
		}
	}

	private void examine(VariableName variable, VariableLease lease) {
		Instant now = leg().time().instant();
		lease.requireAhead(variable, now);
		Duration minimum = leg().settings().minimumLease();
		if (lease.end().isBefore(now.plus(minimum)) && !lease.lease().isRenewed()) {
			log().warn("variable \"" + variable.text() + "\" of \"" + this.registration.name()
					+ "\" is good for less than " + minimum.toSeconds() + " seconds");
		}
	}

	private TurnLog log() {
		TurnLog existing = this.log;
		if (existing == null) {
			existing = new TurnLog(this.registration.name());
			this.log = existing;
		}
		return existing;
	}

	/**
	 * Return what was done in this turn.
	 * @return the log; {@code null} if nothing was
	 */
	@Nullable TurnLog written() {
		return this.log;
	}

	private Overlay overlay() {
		return leg().overlay();
	}

	@Override
	public int size() {
		return overlay().count();
	}

	@Override
	List<Variable> present() {
		return overlay().present();
	}

	@Override
	Variables variables() {
		return overlay().below();
	}

	@Override
	VariableRules rules() {
		return leg().settings().rules();
	}

	@Override
	public String toString() {
		Leg current = this.leg;
		return (current != null && current.isOpen(this.index)) ? super.toString() : "[closed]";
	}

}
