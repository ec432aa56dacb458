package io.provisionhook.plugin.credentialendpoint;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.provisionhook.credential.Credential;
import io.provisionhook.credential.CredentialHost;
import io.provisionhook.credential.CredentialRequest;
import io.provisionhook.credential.CredentialSource;

/**
 * A source that does what a test wants.
 */
final class Source implements CredentialSource {

	static final CredentialHost GITHUB = new CredentialHost("github.com");

	static final String SECRET = "marked-secret-of-the-source";

	private final String name;

	private final AtomicReference<Behavior> behavior = new AtomicReference<>(
			(request) -> Credential.of("x-access-token", SECRET, null));

	private final AtomicReference<Forgetting> forgetting = new AtomicReference<>((request, rejected) -> false);

	Source(String name) {
		this.name = name;
	}

	void does(Behavior behavior) {
		this.behavior.set(behavior);
	}

	/**
	 * Do something else when a credential is to be forgotten.
	 * @param behavior what to do
	 */
	void forgets(Forgetting behavior) {
		this.forgetting.set(behavior);
	}

	@Override
	public boolean forget(CredentialRequest request, Predicate<String> rejected) throws Exception {
		return this.forgetting.get().forget(request, rejected);
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Set<CredentialHost> hosts() {
		return Set.of(GITHUB);
	}

	@Override
	@SuppressWarnings("NullAway") // A source can break its contract
	public Credential credential(CredentialRequest request) throws Exception {
		return this.behavior.get().credential(request);
	}

	/**
	 * What the source does.
	 */
	interface Behavior {

		@Nullable Credential credential(CredentialRequest request) throws Exception;

	}

	/**
	 * What the source does when a credential is to be forgotten.
	 */
	interface Forgetting {

		boolean forget(CredentialRequest request, Predicate<String> rejected) throws Exception;

	}

}
