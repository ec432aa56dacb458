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
 * Reads secrets from secrets engines of Vault: KV version 1 and 2, and engines for
 * dynamic secrets.
 */
final class VaultSecretReader implements SecretReader {

	/**
	 * Escape sequence in JSON, with the code of a character that is special in HTML.
	 */
	private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u00(26|3c|3e)|.)");

	private final VaultClient client;

	private final MountResolver mounts;

	private final Function<ProvisionContext, GenerationLeases> leases;

	private final Function<ProvisionContext, CallContext> callContexts;

	private final RemoteCalls reads = new RemoteCalls("Vault", "vault-secrets-read-", VaultTransport.MAXIMUM_CALLS);

	/**
	 * Create a reader.
	 * @param client the client
	 * @param leases returns the leases of a workspace
	 */
	VaultSecretReader(VaultClient client, Function<ProvisionContext, GenerationLeases> leases) {
		this(client, leases, CallContext::of);
	}

	VaultSecretReader(VaultClient client, Function<ProvisionContext, GenerationLeases> leases,
			Function<ProvisionContext, CallContext> callContexts) {
		this.client = client;
		this.mounts = new MountResolver(client);
		this.leases = leases;
		this.callContexts = callContexts;
	}

	@Override
	public Map<SecretLocation, Secret> read(Set<SecretLocation> locations, ProvisionContext context)
			throws UpstreamException, InterruptedException {
		GenerationLeases leases = this.leases.apply(context);
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

	private Map<SecretLocation, Secret> readAll(Set<SecretLocation> locations, GenerationLeases leases,
			ProvisionContext context) throws UpstreamException, InterruptedException {
		CallContext callContext = this.callContexts.apply(context);
		if (locations.size() == 1) {
			SecretLocation only = locations.iterator().next();
			return Map.of(only, read(only, leases, context, callContext));
		}
		String activity = locations.stream()
			.map((location) -> "'" + location + "'")
			.collect(Collectors.joining(", ", "reading ", ""));
		if (callContext.deadline().isOver()) {
			throw VaultFailures.noTime(activity);
		}
		Map<SecretLocation, Secret> secrets = new ConcurrentHashMap<>();
		List<Callable<Boolean>> reads = new ArrayList<>();
		locations.forEach((location) -> reads
			.add(() -> secrets.put(location, read(location, leases, context, callContext)) == null));
		try {
			this.reads.callAll(reads, callContext.deadline());
			return secrets;
		}
		catch (RemoteFailure ex) {
			throw VaultFailures.timeout(activity);
		}
	}

	private Secret read(SecretLocation location, GenerationLeases leases, ProvisionContext context,
			CallContext callContext) throws UpstreamException, InterruptedException {
		MountResolver.Mount mount = this.mounts.resolve(location.path(), callContext);
		if (context.isPlan() && !mount.keyValue()) {
			return Secret.unread();
		}
		VaultRequest request = mount.readRequest(location);
		JsonResponse response = this.client.send(request, callContext);
		if (response.status() == HttpStatus.NOT_FOUND.value()) {
			this.mounts.evict(mount);
			throw notFound(request, location, response.path("data").path("metadata"));
		}
		request.requireSuccess(response);
		RenewableLease lease = takeLease(response, location, leases, context);
		Secret secret = Secret.ofFields(fields(response, mount.versioned(), callContext));
		return (lease != null) ? secret.leased(lease) : secret;
	}

	private static UpstreamException notFound(VaultRequest request, SecretLocation location, JsonNode metadata) {
		if (metadata.path("destroyed").asBoolean(false)) {
			return VaultFailures.request("Vault has destroyed '" + location + "', for good; name another version");
		}
		if (!metadata.path("deletion_time").asString("").isEmpty()) {
			return VaultFailures.request("Vault has deleted '" + location + "'; undelete it, or name another version");
		}
		return VaultFailures.ofStatus(request, HttpStatus.NOT_FOUND.value());
	}

	private @Nullable RenewableLease takeLease(JsonResponse response, SecretLocation location, GenerationLeases leases,
			ProvisionContext context) {
		String id = response.text("lease_id");
		if (id.isEmpty()) {
			return null;
		}
		// The part before is the path, which is needed in error messages
		context.redact(id.substring(id.lastIndexOf('/') + 1));
		boolean ended = leases.isEnded();
		if (!ended) {
			this.client.retainToken();
		}
		Duration duration = Duration.ofSeconds(Math.max(response.path("lease_duration").asLong(0), 0));
		RenewableLease lease = leases.add(new VaultLease(id, context.workspaceId(), location.path(), duration,
				response.path("renewable").asBoolean(false)));
		return (duration.isZero() && !ended) ? null : lease;
	}

	private static Map<String, String> fields(JsonResponse response, boolean versioned, CallContext callContext) {
		String data = data(withoutHtmlEscapes(response.body()));
		Map<String, String> fields = JsonMembers.of(versioned ? data(data) : data);
		fields.forEach((name, text) -> {
			if (!SecretRedactor.isPublicName(name)) {
				callContext.redact(text);
			}
		});
		return fields;
	}

	private static String data(String json) {
		return JsonMembers.of(json).getOrDefault("data", "");
	}

	// The JSON encoder of Vault's responses adds these escapes
	private static String withoutHtmlEscapes(String json) {
		return ESCAPE.matcher(json).replaceAll((escape) -> {
			String code = escape.group(1);
			String text = (code != null) ? Character.toString(Integer.parseInt(code, 16)) : escape.group();
			return Matcher.quoteReplacement(text);
		});
	}

}
