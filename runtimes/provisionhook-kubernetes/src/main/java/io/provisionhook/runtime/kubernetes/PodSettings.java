package io.provisionhook.runtime.kubernetes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.jspecify.annotations.Nullable;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.BaseEnvironment.Owner;
import io.provisionhook.RequiredVariable;

/**
 * Settings of the Pods of a template. Immutable. <pre class="code">
 * Pod pod = new PodBuilder().withNewSpec()
 *     .addNewContainer()
 *     .withName("workspace")
 *     .withImage("registry.example.com/agent:3")
 *     .endContainer()
 *     .endSpec()
 *     .build();
 * PodSettings settings = PodSettings.of(pod).withBase(Map.of("PATH", "/usr/bin:/bin"));</pre>
 *
 * @since 0.1.0
 */
public final class PodSettings {

	/**
	 * Name of the container that runs the workspace. Without a container of this name it
	 * is the first one.
	 */
	public static final String CONTAINER = "workspace";

	private final Pod pod;

	private final @Nullable Map<String, String> base;

	private final Set<RequiredVariable> required;

	private PodSettings(Pod pod, @Nullable Map<String, String> base, Set<RequiredVariable> required) {
		this.pod = pod;
		this.base = base;
		this.required = required;
	}

	/**
	 * Create settings.
	 * @param pod the template of Pods. What it does not set gets a default: the security
	 * context that the Pod Security Standard "restricted" requires, no token of a service
	 * account, requests and limits. Its name, its namespace and its restart policy are
	 * not used
	 * @return the settings
	 * @throws IllegalArgumentException if it has a label or an annotation that begins
	 * with {@value PodLabels#PREFIX}
	 */
	public static PodSettings of(Pod pod) {
		PodLabels.requireNone(pod.getMetadata());
		return new PodSettings(new PodBuilder(pod).build(), null, Set.of());
	}

	/**
	 * Set the variables that the image sets, which the API of a cluster does not tell.
	 * @param variables values by name; {@code null} if they are not known
	 * @return a copy with these variables
	 */
	public PodSettings withBase(@Nullable Map<String, String> variables) {
		Map<String, String> base = (variables != null) ? Collections.unmodifiableMap(new LinkedHashMap<>(variables))
				: null;
		return new PodSettings(this.pod, base, this.required);
	}

	/**
	 * Add required variables. A workspace does not start if one of them is missing.
	 * @param names the names of the variables; {@code API_KEY|OAUTH_TOKEN} for one of
	 * several
	 * @return a copy with these required variables
	 * @throws IllegalArgumentException if a name is invalid
	 */
	public PodSettings require(Collection<String> names) {
		Set<RequiredVariable> all = new LinkedHashSet<>(this.required);
		names.stream().map(RequiredVariable::of).forEach(all::add);
		return new PodSettings(this.pod, this.base, Collections.unmodifiableSet(all));
	}

	List<RequiredVariable> required() {
		return List.copyOf(this.required);
	}

	/**
	 * Return a Pod to complete.
	 * @param image the image of the container that runs the workspace; {@code null} for
	 * that of the template
	 * @return a new Pod with metadata and such a container
	 */
	Pod newPod(@Nullable String image) {
		Pod copy = new PodBuilder(this.pod).editOrNewMetadata().endMetadata().editOrNewSpec().endSpec().build();
		Container container = containerOf(copy);
		if (image != null) {
			container.setImage(image);
		}
		return copy;
	}

	/**
	 * Return the container that runs the workspace. A Pod without containers gets one.
	 * @param pod a Pod with a specification
	 * @return the container of the name {@value #CONTAINER}, or else the first one
	 */
	public static Container containerOf(Pod pod) {
		List<Container> containers = pod.getSpec().getContainers();
		for (Container container : containers) {
			if (CONTAINER.equals(container.getName())) {
				return container;
			}
		}
		if (containers.isEmpty()) {
			pod.getSpec().setContainers(new ArrayList<>(List.of(new Container())));
		}
		Container first = pod.getSpec().getContainers().get(0);
		if (first.getName() == null) {
			first.setName(CONTAINER);
		}
		return first;
	}

	/**
	 * Return the variables of the image.
	 * @return values by name; {@code null} if they are not known
	 */
	@Nullable Map<String, String> base() {
		return this.base;
	}

	/**
	 * Return the variables that a workspace has without those of its environment.
	 * @param template the name of the template
	 * @return the variables, incomplete if those of the image are not known
	 */
	BaseEnvironment baseEnvironment(String template) {
		Map<String, String> literals = new LinkedHashMap<>();
		Set<String> unknown = new LinkedHashSet<>();
		Container container = containerOf(newPod(null));
		for (EnvVar variable : container.getEnv()) {
			if (variable.getValueFrom() != null || String.valueOf(variable.getValue()).contains("$(")) {
				unknown.add(variable.getName());
			}
			else {
				literals.put(variable.getName(), (variable.getValue() != null) ? variable.getValue() : "");
			}
		}
		BaseEnvironment environment = BaseEnvironment.EMPTY
			.with(Owner.IMAGE, (this.base != null) ? this.base : Map.of())
			.with(Owner.PLATFORM, literals)
			.withUnknownValues(unknown);
		if (this.base == null) {
			return environment.incomplete("Kubernetes does not tell the variables of the image; base of template \""
					+ template + "\" can give them");
		}
		return container.getEnvFrom().isEmpty() ? environment
				: environment.incomplete("the container of template \"" + template + "\" has envFrom");
	}

}
