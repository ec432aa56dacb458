package io.provisionhook;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The environment as a mutator sees it in its turn, and only then, and only on the thread
 * that runs it. What it writes goes to the run's {@link Overlay}.
 */
final class MutatorEnv extends AbstractEnv {

	private final Leg leg;

	private final int index;

	private @Nullable TurnLog log;

	MutatorEnv(Leg leg, int index) {
		this.leg = leg;
		this.index = index;
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
	@Nullable Variable write(String name, @Nullable String value, Write kind) {
		Overlay overlay = overlay();
		VariableRules rules = rules();
		VariableName variable = rules.nameOf(name);
		int size = 0;
		if (value != null) {
			if (kind == Write.SECRET || isSecret(name)) {
				keepSecret(variable, value);
			}
			size = rules.sizeOf(variable.writable(), value);
		}
		Variable written = overlay.findWritten(name);
		Variable before = (written != null) ? written : overlay.below().find(name);
		if (value != null && value.equals(Variable.valueOf(before))) {
			return before;
		}
		if (value == null) {
			variable.removable();
		}
		if (written != null && kind != Write.ADDITION) {
			takeOver(written);
		}
		rules.requireTotalSize(variable, overlay.totalSize() + size - Variable.sizeOf(before));
		Change change = new Change(before, new Variable(variable, value, registration().name(), size));
		overlay.add(change);
		log().add(change);
		return before;
	}

	private void takeOver(Variable written) {
		Registration registration = registration();
		ConflictPolicy conflicts = this.leg.settings().conflicts();
		if (conflicts == ConflictPolicy.OVERRIDE || registration.policy().isMayOverride()
				|| written.owner().equals(registration.name())) {
			return;
		}
		if (conflicts == ConflictPolicy.FAIL) {
			throw written.name()
				.refused("was written by \"" + written.owner() + "\" and \"" + registration.name()
						+ "\" may not override it");
		}
		log().warn("\"" + registration.name() + "\" overrides variable \"" + written.name().text() + "\" of \""
				+ written.owner() + "\"");
	}

	private void keepSecret(VariableName name, String value) {
		variables().secrets().add(name.text(), value);
		if (!value.isEmpty() && value.length() < SecretRedactor.MIN_LENGTH) {
			log().warn("the secret \"" + name.text() + "\" of \"" + registration().name() + "\" has fewer than "
					+ SecretRedactor.MIN_LENGTH + " characters and can't be redacted");
		}
	}

	private TurnLog log() {
		TurnLog existing = this.log;
		if (existing == null) {
			existing = new TurnLog();
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

	Registration registration() {
		return this.leg.registration(this.index);
	}

	private Overlay overlay() {
		this.leg.requireOpen(this.index);
		return this.leg.overlay();
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
		return this.leg.overlay().below();
	}

	@Override
	VariableRules rules() {
		return this.leg.settings().rules();
	}

	@Override
	public String toString() {
		return this.leg.isOpen(this.index) ? super.toString() : "[closed]";
	}

}
