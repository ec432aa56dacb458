package io.provisionhook.plugin.internal.mapping;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;

import io.provisionhook.Env;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.Lease;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Mutator that sets variables to secrets of a store. Each secret is read once for a
 * workspace, so a user name and a password in one secret always match. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MappedSecretsMutator
		implements FetchingEnvMutator<Map<String, MappedSecretsMutator.MappedValue>>, Ordered {

	private final String name;

	private final int order;

	private final SideEffects sideEffects;

	private final SecretMapping mapping;

	private final SecretReader reader;

	private final UpstreamHealth health;

	/**
	 * Create a mutator.
	 * @param name name of the mutator
	 * @param order order of the mutator
	 * @param sideEffects side effects of a read; in a plan, the reader returns
	 * {@link Secret#unread()} in place of a read with a side effect
	 * @param mapping maps variables to secrets
	 * @param reader reads the secrets
	 * @param health records the results of the reads
	 */
	public MappedSecretsMutator(String name, int order, SideEffects sideEffects, SecretMapping mapping,
			SecretReader reader, UpstreamHealth health) {
		this.name = Objects.requireNonNull(name, "'name' must not be null");
		this.order = order;
		this.sideEffects = Objects.requireNonNull(sideEffects, "'sideEffects' must not be null");
		this.mapping = Objects.requireNonNull(mapping, "'mapping' must not be null");
		this.reader = Objects.requireNonNull(reader, "'reader' must not be null");
		this.health = Objects.requireNonNull(health, "'health' must not be null");
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public SideEffects sideEffects() {
		return this.sideEffects;
	}

	@Override
	public int getOrder() {
		return this.order;
	}

	@Override
	public Map<String, MappedValue> fetch(ProvisionContext context) throws Exception {
		Map<String, SecretLocation> locations = this.mapping.locate(context);
		Map<SecretLocation, Secret> secrets = read(locations, context);
		secrets.values().forEach((secret) -> secret.redactIn(context));
		return this.mapping.select(locations, secrets);
	}

	private Map<SecretLocation, Secret> read(Map<String, SecretLocation> locations, ProvisionContext context)
			throws UpstreamException, InterruptedException {
		try {
			Map<SecretLocation, Secret> secrets = this.reader.read(SecretMapping.distinct(locations), context);
			this.health.succeeded();
			return secrets;
		}
		catch (UpstreamException ex) {
			this.health.failed(ex);
			throw ex;
		}
	}

	@Override
	public void apply(Map<String, MappedValue> values, ProvisionContext context, Env env) {
		values.forEach((variable, value) -> value.put(env, variable));
	}

	/**
	 * The value of a variable. {@link #toString()} does not show it.
	 *
	 * @param text the value
	 * @param lease the lease; {@code null} if the store has none for the secret
	 */
	record MappedValue(String text, @Nullable Lease lease) {

		void put(Env env, String variable) {
			if (this.lease != null) {
				env.putSecret(variable, this.text, this.lease);
			}
			else {
				env.putSecret(variable, this.text);
			}
		}

		@Override
		public String toString() {
			return "MappedValue[redacted]";
		}

	}

}
