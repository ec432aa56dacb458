package io.provisionhook.autoconfigure.workspace;

import java.util.Map;

import org.springframework.beans.factory.ObjectProvider;

import io.provisionhook.Registry;
import io.provisionhook.workspace.WorkspaceHandler;
import io.provisionhook.workspace.instance.InstanceDetails;

/**
 * Tells other host applications the number of abandoned threads of this one.
 */
final class AbandonedThreadsDetails implements InstanceDetails {

	private final ObjectProvider<Registry> registry;

	private final ObjectProvider<WorkspaceHandler> handler;

	AbandonedThreadsDetails(ObjectProvider<Registry> registry, ObjectProvider<WorkspaceHandler> handler) {
		this.registry = registry;
		this.handler = handler;
	}

	@Override
	public Map<String, String> details() {
		int threads = this.registry.stream().mapToInt(Registry::abandonedThreads).sum()
				+ this.handler.stream().mapToInt(WorkspaceHandler::abandonedThreads).sum();
		return Map.of("threads.abandoned", String.valueOf(threads));
	}

}
