package io.provisionhook.plugin.credentialendpoint;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.provisionhook.ProvisionContext;
import io.provisionhook.WorkspaceRequest;

/**
 * The workspaces of a test, by id and generation.
 */
final class Workspaces implements LiveWorkspaces {

	private static final WorkspaceRequest REQUEST = WorkspaceRequest.named("demo").tenant("acme").build();

	private final Map<String, Long> alive = new ConcurrentHashMap<>();

	final Map<String, String> redacted = new ConcurrentHashMap<>();

	final AtomicInteger lookUps = new AtomicInteger();

	ProvisionContext start(String id) {
		long generation = this.alive.merge(id, 1L, Long::sum);
		return ProvisionContext.of(id, REQUEST, generation, Duration.ofSeconds(30));
	}

	void stop(String id) {
		this.alive.remove(id);
	}

	@Override
	public Optional<WorkspaceRequest> find(String workspaceId, long generation) {
		this.lookUps.incrementAndGet();
		if (workspaceId.startsWith("broken")) {
			throw new IllegalStateException("the store of https://user:store-password@db/ is down");
		}
		return Optional.ofNullable(this.alive.get(workspaceId))
			.filter((current) -> current == generation)
			.map((current) -> REQUEST);
	}

	@Override
	public void redact(String workspaceId, String secret) {
		if (workspaceId.startsWith("unredacted")) {
			throw new IllegalStateException("no output of which to take " + secret);
		}
		this.redacted.put(workspaceId, secret);
	}

}
