package io.provisionhook.runtime.kubernetes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.provisionhook.BaseEnvironment;
import io.provisionhook.WorkspaceRequest;

/**
 * Settings of Pods by the name of their template, and the namespaces of Pods. Immutable.
 */
final class PodTemplates {

	private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

	private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

	private final Map<String, PodSettings> templates;

	private final String namespace;

	/**
	 * Create templates.
	 * @param templates settings by name
	 * @param namespace the namespace of Pods, with the placeholders {@code {tenant}},
	 * {@code {role}} and {@code {template}}
	 * @throws IllegalArgumentException if there is another placeholder, or if it can't be
	 * the name of a namespace
	 */
	PodTemplates(Map<String, PodSettings> templates, String namespace) {
		this.templates = new LinkedHashMap<>(templates);
		this.namespace = namespace;
		namespace(WorkspaceRequest.named("x").template("x").tenant("x").role("x").build());
	}

	/**
	 * Return the namespace of all Pods.
	 * @return the namespace; {@code null} if it depends on the request
	 */
	@Nullable String onlyNamespace() {
		return PLACEHOLDER.matcher(this.namespace).find() ? null : this.namespace;
	}

	/**
	 * Return the namespace of the Pod of a workspace.
	 * @param request the request for the workspace
	 * @return the namespace
	 * @throws IllegalArgumentException if the request lacks a value for it, or has one
	 * that can't be part of the name of a namespace
	 */
	String namespace(WorkspaceRequest request) {
		return requireNamespace(namespaceOf(request));
	}

	private String namespaceOf(WorkspaceRequest request) {
		return PLACEHOLDER.matcher(this.namespace).replaceAll((placeholder) -> {
			String name = placeholder.group(1);
			String value = switch (name) {
				case "tenant" -> request.tenant();
				case "role" -> request.role();
				case "template" -> nameOf(request);
				default -> throw new IllegalArgumentException("Namespace \"" + this.namespace
						+ "\" has the unknown placeholder {" + name + "}; there are {tenant}, {role} and {template}");
			};
			if (value == null) {
				throw new IllegalArgumentException(
						"The request has no " + name + ", which namespace \"" + this.namespace + "\" is made with");
			}
			return Matcher.quoteReplacement(value);
		});
	}

	private static String requireNamespace(String name) {
		if (!NAMESPACE.matcher(name).matches()) {
			throw new IllegalArgumentException("\"" + name
					+ "\" can't be the name of a namespace: up to 63 lower-case letters, digits and \"-\" are"
					+ " possible, with a letter or digit at both ends");
		}
		return name;
	}

	private static String nameOf(WorkspaceRequest request) {
		return (request.template() != null) ? request.template() : KubernetesRuntime.DEFAULT_TEMPLATE;
	}

	/**
	 * Return the settings for a request.
	 * @param request the request
	 * @return the settings, with an image unless the request has one
	 * @throws IllegalArgumentException if the template is unknown or the image is missing
	 */
	PodSettings of(WorkspaceRequest request) {
		String name = nameOf(request);
		PodSettings settings = this.templates.get(name);
		if (settings == null) {
			throw new IllegalArgumentException("Unknown template \"" + name + "\"; the templates are "
					+ String.join(", ", this.templates.keySet()));
		}
		if (PodSettings.containerOf(settings.newPod(request.image())).getImage() == null) {
			throw new IllegalArgumentException(
					"There is no image to start: neither the request nor template \"" + name + "\" names one");
		}
		return settings;
	}

	BaseEnvironment baseEnvironment(WorkspaceRequest request) {
		return of(request).baseEnvironment(nameOf(request));
	}

}
