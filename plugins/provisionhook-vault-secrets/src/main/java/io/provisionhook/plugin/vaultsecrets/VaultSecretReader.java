package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.mapping.Secret;
import io.provisionhook.plugin.mapping.SecretLocation;
import io.provisionhook.plugin.mapping.SecretReader;
import io.provisionhook.plugin.upstream.UpstreamException;
import io.provisionhook.redaction.SecretRedactor;

/**
 * Reads secrets from whatever engine of Vault's has them: KV of both versions, and the
 * engines that make a secret for each reader.
 */
final class VaultSecretReader implements SecretReader {

	private final VaultClient client;

	private final VaultMounts mounts;

	private final Function<String, WorkspaceLeases> leases;

	private final Function<ProvisionContext, CallScope> scopes;

	private final ParallelReads reads = new ParallelReads();

	/**
	 * Create a reader.
	 * @param client calls Vault
	 * @param leases what answers for the leases of a workspace, by its id
	 */
	VaultSecretReader(VaultClient client, Function<String, WorkspaceLeases> leases) {
		this(client, leases, CallScope::of);
	}

	VaultSecretReader(VaultClient client, Function<String, WorkspaceLeases> leases,
			Function<ProvisionContext, CallScope> scopes) {
		this.client = client;
		this.mounts = new VaultMounts(client);
		this.leases = leases;
		this.scopes = scopes;
	}

	@Override
	public Map<SecretLocation, Secret> read(Set<SecretLocation> locations, ProvisionContext context)
			throws UpstreamException, InterruptedException {
		WorkspaceLeases leases = this.leases.apply(context.workspaceId());
		boolean complete = false;
		try {
			Map<SecretLocation, Secret> secrets = this.reads.read(locations,
					(location) -> read(location, leases, context), this.scopes.apply(context));
			complete = true;
			return secrets;
		}
		finally {
			if (!complete) {
				leases.end();
			}
		}
	}

	private Secret read(SecretLocation location, WorkspaceLeases leases, ProvisionContext context)
			throws UpstreamException, InterruptedException {
		CallScope scope = this.scopes.apply(context);
		VaultMount mount = this.mounts.of(location.path(), scope);
		if (context.isPlan() && !mount.keyValue()) {
			return Secret.unread();
		}
		VaultCall call = mount.reading(location);
		VaultReply reply = this.client.call(call, scope);
		if (reply.status() == VaultReply.NOT_FOUND) {
			this.mounts.forget(mount);
			throw notFound(call, location, reply.body().path("data").path("metadata"));
		}
		JsonNode body = reply.requireSuccess(call).body();
		HeldLease lease = takeLease(body, location, leases, context);
		JsonNode data = mount.versioned() ? body.path("data").path("data") : body.path("data");
		Secret secret = Secret.ofFields(fields(data, scope));
		return (lease != null) ? secret.leased(lease) : secret;
	}

	private static UpstreamException notFound(VaultCall call, SecretLocation location, JsonNode metadata) {
		if (metadata.path("destroyed").asBoolean(false)) {
			return VaultFailures.request("Vault has destroyed '" + location + "', for good; name another version");
		}
		if (!metadata.path("deletion_time").asString("").isEmpty()) {
			return VaultFailures.request("Vault has deleted '" + location + "'; undelete it, or name another version");
		}
		return VaultFailures.ofStatus(call, VaultReply.NOT_FOUND);
	}

	private @Nullable HeldLease takeLease(JsonNode body, SecretLocation location, WorkspaceLeases leases,
			ProvisionContext context) {
		String id = body.path("lease_id").asString("");
		if (id.isEmpty()) {
			return null;
		}
		// In front of it is the path, which errors are to say
		context.redact(id.substring(id.lastIndexOf('/') + 1));
		boolean ended = leases.isEnded();
		if (!ended) {
			this.client.leaveTokenBehind();
		}
		Duration duration = Duration.ofSeconds(Math.max(body.path("lease_duration").asLong(0), 0));
		HeldLease held = leases.add(new VaultLease(id, context.workspaceId(), location.path(), duration,
				body.path("renewable").asBoolean(false)));
		return (duration.isZero() && !ended) ? null : held;
	}

	private static Map<String, String> fields(JsonNode data, CallScope scope) {
		Map<String, String> fields = new LinkedHashMap<>();
		data.forEachEntry((key, value) -> {
			if (!value.isNull()) {
				String text = value.isString() ? value.stringValue() : value.toString();
				if (!SecretRedactor.isPublicName(key)) {
					scope.redact(text);
				}
				fields.put(key, text);
			}
		});
		return fields;
	}

}
