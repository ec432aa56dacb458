package io.provisionhook.runtime.kubernetes;

import java.util.Map;
import java.util.Objects;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import org.jspecify.annotations.Nullable;

import io.provisionhook.workspace.runtime.WorkspaceLaunch;

/**
 * Creates the Pods of workspaces from their templates. What a template does not set gets
 * a default that the Pod Security Standard "restricted" accepts. Immutable.
 */
final class PodFactory {

	private static final Map<String, Quantity> REQUESTS = Map.of("cpu", new Quantity("250m"), "memory",
			new Quantity("256Mi"));

	private static final Map<String, Quantity> LIMITS = Map.of("cpu", new Quantity("2"), "memory", new Quantity("2Gi"));

	private final PodLabels labels;

	PodFactory(PodLabels labels) {
		this.labels = labels;
	}

	/**
	 * Return the name of a Pod. The API accepts up to 63 characters, since it is the host
	 * name too.
	 * @param launch the launch of the workspace
	 * @return the name, which no other generation of the workspace has
	 */
	static String nameOf(WorkspaceLaunch launch) {
		return "provisionhook-" + launch.workspaceId() + "-" + launch.generation();
	}

	Pod create(WorkspaceLaunch launch, String launchId, PodSettings settings, PodVariables variables,
			String namespace) {
		Pod pod = settings.newPod(launch.request().image());
		Container container = PodSettings.containerOf(pod);
		variables.addTo(container, settings.baseEnvironment("").values().keySet());
		pod.getMetadata().setName(nameOf(launch));
		pod.getMetadata().setNamespace(namespace);
		this.labels.addTo(pod.getMetadata(), launch, launchId, container.getName(), variables.secretNames());
		complete(pod.getSpec());
		return pod;
	}

	private static void complete(PodSpec spec) {
		spec.setRestartPolicy("Never");
		// Variables for each Service would flood the environment
		spec.setEnableServiceLinks(false);
		spec.setAutomountServiceAccountToken(Objects.requireNonNullElse(spec.getAutomountServiceAccountToken(), false));
		PodSecurityContext security = Objects.requireNonNullElseGet(spec.getSecurityContext(), PodSecurityContext::new);
		security.setRunAsNonRoot(Objects.requireNonNullElse(security.getRunAsNonRoot(), true));
		if (security.getSeccompProfile() == null) {
			security.setSeccompProfile(new SeccompProfileBuilder().withType("RuntimeDefault").build());
		}
		spec.setSecurityContext(security);
		spec.getInitContainers().forEach(PodFactory::complete);
		spec.getContainers().forEach(PodFactory::complete);
	}

	private static void complete(Container container) {
		SecurityContext security = Objects.requireNonNullElseGet(container.getSecurityContext(), SecurityContext::new);
		// The API refuses a privileged container that must not gain privileges
		if (!Boolean.TRUE.equals(security.getPrivileged())) {
			security
				.setAllowPrivilegeEscalation(Objects.requireNonNullElse(security.getAllowPrivilegeEscalation(), false));
			Capabilities capabilities = Objects.requireNonNullElseGet(security.getCapabilities(),
					() -> new CapabilitiesBuilder().addToDrop("ALL").build());
			security.setCapabilities(capabilities);
		}
		container.setSecurityContext(security);
		ResourceRequirements resources = container.getResources();
		if (resources == null || (isEmpty(resources.getRequests()) && isEmpty(resources.getLimits()))) {
			container.setResources(new ResourceRequirements(null, LIMITS, REQUESTS));
		}
	}

	private static boolean isEmpty(@Nullable Map<String, Quantity> quantities) {
		return quantities == null || quantities.isEmpty();
	}

}
