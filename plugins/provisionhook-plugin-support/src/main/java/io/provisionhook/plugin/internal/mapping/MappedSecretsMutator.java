package io.provisionhook.plugin.internal.mapping;

import java.util.Map;
import java.util.Objects;

import org.springframework.core.Ordered;

import io.provisionhook.Env;
import io.provisionhook.FetchingEnvMutator;
import io.provisionhook.ProvisionContext;
import io.provisionhook.SideEffects;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.plugin.internal.upstream.UpstreamHealth;

/**
 * Gives variables the secrets of a store. Each secret is read once for a workspace, even
 * if several variables take a part of it, so that a user name and its password belong
 * together. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MappedSecretsMutator implements FetchingEnvMutator<Map<String, SecretValue>>, Ordered {

	private final String name;

	private final int order;

	private final SideEffects sideEffects;

	private final SecretMapping mapping;

	private final SecretReader reader;

	private final UpstreamHealth health;

	/**
	 * Create a mutator.
	 * @param name its name
	 * @param order its place among the others
	 * @param sideEffects what reading from the store does besides; in a plan, the reader
	 * returns {@link Secret#unread()} where reading would do something
	 * @param mapping which variable gets which secret
	 * @param reader reads them
	 * @param health told how it went
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
	public Map<String, SecretValue> fetch(ProvisionContext context) throws Exception {
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
	public void apply(Map<String, SecretValue> values, ProvisionContext context, Env env) {
		values.forEach((variable, value) -> value.put(env, variable));
	}

}
