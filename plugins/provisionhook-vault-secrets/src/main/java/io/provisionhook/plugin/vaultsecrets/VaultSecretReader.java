package io.provisionhook.plugin.vaultsecrets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

import io.provisionhook.ProvisionContext;
import io.provisionhook.plugin.internal.http.JsonResponse;
import io.provisionhook.plugin.internal.mapping.JsonMembers;
import io.provisionhook.plugin.internal.mapping.Secret;
import io.provisionhook.plugin.internal.mapping.SecretLocation;
import io.provisionhook.plugin.internal.mapping.SecretReader;
import io.provisionhook.plugin.internal.upstream.RemoteCalls;
import io.provisionhook.plugin.internal.upstream.RemoteFailure;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.redaction.SecretRedactor;

/**
 * Reads secrets from whatever engine of Vault's has them: KV of both versions, and the
 * engines that make a secret for each reader.
 */
final class VaultSecretReader implements SecretReader {

	/**
	 * An escape in JSON; the code of one for HTML.
	 */
	private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u00(26|3c|3e)|.)");

	private final VaultClient client;

	private final VaultMounts mounts;

	private final Function<ProvisionContext, WorkspaceLeases> leases;

	private final Function<ProvisionContext, CallScope> scopes;

	private final RemoteCalls reads = new RemoteCalls("Vault", "vault-secrets-read-", VaultTransport.MAXIMUM_CALLS);

	/**
	 * Create a reader.
	 * @param client calls Vault
	 * @param leases what answers for the leases of a workspace
	 */
	VaultSecretReader(VaultClient client, Function<ProvisionContext, WorkspaceLeases> leases) {
		this(client, leases, CallScope::of);
	}

	VaultSecretReader(VaultClient client, Function<ProvisionContext, WorkspaceLeases> leases,
			Function<ProvisionContext, CallScope> scopes) {
		this.client = client;
		this.mounts = new VaultMounts(client);
		this.leases = leases;
		this.scopes = scopes;
	}

	@Override
	public Map<SecretLocation, Secret> read(Set<SecretLocation> locations, ProvisionContext context)
			throws UpstreamException, InterruptedException {
		WorkspaceLeases leases = this.leases.apply(context);
		boolean complete = false;
		try {
			Map<SecretLocation, Secret> secrets = readAll(locations, leases, context);
			complete = true;
			return secrets;
		}
		finally {
			if (!complete) {
				leases.end();
			}
		}
	}

	private Map<SecretLocation, Secret> readAll(Set<SecretLocation> locations, WorkspaceLeases leases,
			ProvisionContext context) throws UpstreamException, InterruptedException {
		CallScope scope = this.scopes.apply(context);
		if (locations.size() == 1) {
			SecretLocation only = locations.iterator().next();
			return Map.of(only, read(only, leases, context, scope));
		}
		String activity = locations.stream()
			.map((location) -> "'" + location + "'")
			.collect(Collectors.joining(", ", "reading ", ""));
		if (scope.deadline().isOver()) {
			throw VaultFailures.noTime(activity);
		}
		Map<SecretLocation, Secret> secrets = new ConcurrentHashMap<>();
		List<Callable<Boolean>> reads = new ArrayList<>();
		locations.forEach(
				(location) -> reads.add(() -> secrets.put(location, read(location, leases, context, scope)) == null));
		try {
			this.reads.callAll(reads, scope.deadline());
			return secrets;
		}
		catch (RemoteFailure ex) {
			throw VaultFailures.timeout(activity);
		}
	}

	private Secret read(SecretLocation location, WorkspaceLeases leases, ProvisionContext context, CallScope scope)
			throws UpstreamException, InterruptedException {
		VaultMount mount = this.mounts.of(location.path(), scope);
		if (context.isPlan() && !mount.keyValue()) {
			return Secret.unread();
		}
		VaultCall call = mount.reading(location);
		JsonResponse reply = this.client.call(call, scope);
		if (reply.status() == HttpStatus.NOT_FOUND.value()) {
			this.mounts.forget(mount);
			throw notFound(call, location, reply.path("data").path("metadata"));
		}
		call.requireSuccess(reply);
		HeldLease lease = takeLease(reply, location, leases, context);
		Secret secret = Secret.ofFields(fields(reply, mount.versioned(), scope));
		return (lease != null) ? secret.leased(lease) : secret;
	}

	private static UpstreamException notFound(VaultCall call, SecretLocation location, JsonNode metadata) {
		if (metadata.path("destroyed").asBoolean(false)) {
			return VaultFailures.request("Vault has destroyed '" + location + "', for good; name another version");
		}
		if (!metadata.path("deletion_time").asString("").isEmpty()) {
			return VaultFailures.request("Vault has deleted '" + location + "'; undelete it, or name another version");
		}
		return VaultFailures.ofStatus(call, HttpStatus.NOT_FOUND.value());
	}

	private @Nullable HeldLease takeLease(JsonResponse reply, SecretLocation location, WorkspaceLeases leases,
			ProvisionContext context) {
		String id = reply.text("lease_id");
		if (id.isEmpty()) {
			return null;
		}
		// In front of it is the path, which errors are to say
		context.redact(id.substring(id.lastIndexOf('/') + 1));
		boolean ended = leases.isEnded();
		if (!ended) {
			this.client.leaveTokenBehind();
		}
		Duration duration = Duration.ofSeconds(Math.max(reply.path("lease_duration").asLong(0), 0));
		HeldLease held = leases.add(new VaultLease(id, context.workspaceId(), location.path(), duration,
				reply.path("renewable").asBoolean(false)));
		return (duration.isZero() && !ended) ? null : held;
	}

	private static Map<String, String> fields(JsonResponse reply, boolean versioned, CallScope scope) {
		String data = data(withoutHtmlEscapes(reply.body()));
		Map<String, String> fields = JsonMembers.of(versioned ? data(data) : data);
		fields.forEach((name, text) -> {
			if (!SecretRedactor.isPublicName(name)) {
				scope.redact(text);
			}
		});
		return fields;
	}

	private static String data(String json) {
		return JsonMembers.of(json).getOrDefault("data", "");
	}

	// Nobody wrote them: they are added by the encoder that Vault answers with
	private static String withoutHtmlEscapes(String json) {
		return ESCAPE.matcher(json).replaceAll((escape) -> {
			String code = escape.group(1);
			String text = (code != null) ? Character.toString(Integer.parseInt(code, 16)) : escape.group();
			return Matcher.quoteReplacement(text);
		});
	}

}
