package io.provisionhook.runtime.docker;

import java.util.LinkedHashMap;
import java.util.Map;

import io.provisionhook.WorkspaceRequest;

/**
 * Settings of containers by the name of their template.
 */
final class ContainerTemplates {

	private final Map<String, ContainerSettings> templates = new LinkedHashMap<>();

	ContainerTemplates(ContainerSettings defaults, Map<String, ContainerSettings> templates) {
		this.templates.put(DockerRuntime.DEFAULT_TEMPLATE, defaults);
		templates.forEach((name, settings) -> this.templates.put(name, defaults.with(settings)));
	}

	/**
	 * Return the settings for a request.
	 * @param request the request
	 * @return the settings, with an image
	 * @throws IllegalArgumentException if the template is unknown or the image is missing
	 */
	ContainerSettings of(WorkspaceRequest request) {
		String name = (request.template() != null) ? request.template() : DockerRuntime.DEFAULT_TEMPLATE;
		ContainerSettings template = this.templates.get(name);
		if (template == null) {
			throw new IllegalArgumentException("Unknown template \"" + name + "\"; the templates are "
					+ String.join(", ", this.templates.keySet()));
		}
		ContainerSettings settings = template.with(ContainerSettings.builder().image(request.image()).build());
		if (settings.image() == null) {
			throw new IllegalArgumentException(
					"There is no image to start: neither the request nor template \"" + name + "\" names one");
		}
		return settings;
	}

	/**
	 * Return whether containers of a template may share the loopback interface of the
	 * host application.
	 * @return whether a template uses the network of the machine or of another container
	 */
	boolean shareLoopback() {
		return this.templates.values()
			.stream()
			.map(ContainerSettings::network)
			.anyMatch((network) -> network != null && (network.equals("host") || network.startsWith("container:")));
	}

}
