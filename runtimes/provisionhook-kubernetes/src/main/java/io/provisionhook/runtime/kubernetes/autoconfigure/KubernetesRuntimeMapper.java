package io.provisionhook.runtime.kubernetes.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import io.provisionhook.runtime.kubernetes.KubernetesRuntime;
import io.provisionhook.runtime.kubernetes.PodSettings;

/**
 * Maps properties to a runtime.
 */
final class KubernetesRuntimeMapper {

	private final KubernetesProperties properties;

	KubernetesRuntimeMapper(KubernetesProperties properties) {
		this.properties = properties;
	}

	KubernetesRuntime toRuntime(@Nullable String applicationName) {
		KubernetesRuntime.Builder builder = KubernetesRuntime.builder()
			.kubeconfig(this.properties.kubeconfig())
			.context(this.properties.context())
			.namespace(this.properties.namespace());
		valid("owner", () -> builder.owner(owner(applicationName)));
		valid("connect-timeout", () -> builder.connectTimeout(this.properties.connectTimeout()));
		valid("response-timeout", () -> builder.responseTimeout(this.properties.responseTimeout()));
		valid("scheduling-timeout", () -> builder.schedulingTimeout(this.properties.schedulingTimeout()));
		valid("start-timeout", () -> builder.startTimeout(this.properties.startTimeout()));
		valid("pull-timeout", () -> builder.pullTimeout(this.properties.pullTimeout()));
		valid("pull-retry-timeout", () -> builder.pullRetryTimeout(this.properties.pullRetryTimeout()));
		valid("stop-timeout", () -> builder.stopTimeout(this.properties.stopTimeout()));
		valid("output-limit", () -> builder.outputLimit(outputLimit()));
		valid("retained-pods", () -> builder.retainedPods(this.properties.retainedPods()));
		this.properties.templates()
			.forEach((name, template) -> builder.template(name, settings("templates." + name + ".", template)));
		return valid((this.properties.kubeconfig() != null) ? "kubeconfig" : "namespace", builder::build);
	}

	private String owner(@Nullable String applicationName) {
		String owner = StringUtils.hasText(this.properties.owner()) ? this.properties.owner() : applicationName;
		return (owner != null && !owner.isBlank()) ? owner : "provisionhook";
	}

	private int outputLimit() {
		DataSize limit = this.properties.outputLimit();
		if (limit.toBytes() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException(limit.toMegabytes() + "MB is too large; it must be less than 2GB");
		}
		return (int) limit.toBytes();
	}

	private static PodSettings settings(String prefix, KubernetesProperties.Template template) {
		Pod pod = valid(prefix + "pod-template", () -> read(template.podTemplate()));
		ObjectMeta metadata = Objects.requireNonNullElseGet(pod.getMetadata(), ObjectMeta::new);
		metadata.setLabels(merged(metadata.getLabels(), template.labels()));
		metadata.setAnnotations(merged(metadata.getAnnotations(), template.annotations()));
		pod.setMetadata(metadata);
		PodSpec spec = Objects.requireNonNullElseGet(pod.getSpec(), PodSpec::new);
		pod.setSpec(spec);
		addTo(spec, prefix, template);
		Container container = PodSettings.containerOf(pod);
		addTo(container, template);
		for (int i = 0; i < template.volumes().size(); i++) {
			KubernetesProperties.Volume volume = template.volumes().get(i);
			String name = "volume-" + i;
			valid(prefix + "volumes[" + i + "]", () -> add(volume, name, spec, container));
		}
		PodSettings settings = PodSettings.of(pod).withBase(template.base());
		return valid(prefix + "required", () -> settings.require(template.required()));
	}

	private static Pod read(@Nullable Resource resource) throws IOException {
		if (resource == null) {
			return new Pod();
		}
		try (InputStream yaml = resource.getInputStream()) {
			if (new KubernetesSerialization().unmarshal(yaml) instanceof Pod pod) {
				return pod;
			}
		}
		// Its message quotes the file
		catch (RuntimeException ex) {
			throw new IllegalArgumentException(resource.getDescription() + " can't be read as YAML of a Pod ("
					+ ex.getClass().getSimpleName() + ")");
		}
		throw new IllegalArgumentException(resource.getDescription() + " has no Pod");
	}

	private static void addTo(PodSpec spec, String prefix, KubernetesProperties.Template template) {
		if (template.serviceAccount() != null) {
			spec.setServiceAccountName(template.serviceAccount());
		}
		if (template.runAsUser() != null) {
			PodSecurityContext security = Objects.requireNonNullElseGet(spec.getSecurityContext(),
					PodSecurityContext::new);
			security.setRunAsUser(template.runAsUser());
			spec.setSecurityContext(security);
		}
		if (template.activeDeadline() != null) {
			spec.setActiveDeadlineSeconds(
					valid(prefix + "active-deadline", () -> seconds(template.activeDeadline(), 1)));
		}
		if (template.gracePeriod() != null) {
			spec.setTerminationGracePeriodSeconds(
					valid(prefix + "grace-period", () -> seconds(template.gracePeriod(), 0)));
		}
		spec.setNodeSelector(merged(spec.getNodeSelector(), template.nodeSelector()));
		for (KubernetesProperties.Toleration toleration : template.tolerations()) {
			spec.getTolerations()
				.add(new TolerationBuilder().withKey(toleration.key())
					.withOperator((toleration.value() != null) ? "Equal" : "Exists")
					.withValue(toleration.value())
					.withEffect(toleration.effect())
					.build());
		}
		template.imagePullSecrets().forEach((name) -> spec.getImagePullSecrets().add(new LocalObjectReference(name)));
	}

	private static long seconds(@Nullable Duration duration, int least) {
		long seconds = (duration != null) ? duration.plusMillis(999).toSeconds() : least;
		if (seconds < least) {
			throw new IllegalArgumentException("must be " + least + "s or more");
		}
		return seconds;
	}

	private static void addTo(Container container, KubernetesProperties.Template template) {
		if (template.image() != null) {
			container.setImage(template.image());
		}
		if (template.imagePullPolicy() != null) {
			container.setImagePullPolicy(template.imagePullPolicy());
		}
		if (template.command() != null) {
			container.setCommand(template.command());
		}
		if (template.args() != null) {
			container.setArgs(template.args());
		}
		if (!template.requests().isEmpty() || !template.limits().isEmpty()) {
			ResourceRequirements resources = Objects.requireNonNullElseGet(container.getResources(),
					ResourceRequirements::new);
			resources.setRequests(merged(resources.getRequests(), quantities(template.requests())));
			resources.setLimits(merged(resources.getLimits(), quantities(template.limits())));
			container.setResources(resources);
		}
	}

	private static Map<String, Quantity> quantities(Map<String, String> texts) {
		Map<String, Quantity> quantities = new LinkedHashMap<>();
		texts.forEach((name, text) -> quantities.put(name, new Quantity(text)));
		return quantities;
	}

	private static boolean add(KubernetesProperties.Volume volume, String name, PodSpec spec, Container container) {
		VolumeBuilder builder = new VolumeBuilder().withName(name);
		String size = (volume.size() != null) ? String.valueOf(volume.size().toBytes()) : null;
		if (volume.type() != KubernetesProperties.VolumeType.EMPTY_DIR && !StringUtils.hasText(volume.source())) {
			throw new IllegalArgumentException("'source' must have the name of the " + volume.type());
		}
		switch (volume.type()) {
			case EMPTY_DIR ->
				builder.withNewEmptyDir().withSizeLimit((size != null) ? new Quantity(size) : null).endEmptyDir();
			case CONFIG_MAP -> builder.withNewConfigMap().withName(volume.source()).endConfigMap();
			case SECRET -> builder.withNewSecret().withSecretName(volume.source()).endSecret();
			case PERSISTENT_VOLUME_CLAIM -> builder.withNewPersistentVolumeClaim(volume.source(), volume.readOnly());
		}
		spec.getVolumes().add(builder.build());
		return container.getVolumeMounts()
			.add(new VolumeMountBuilder().withName(name)
				.withMountPath(volume.mountPath())
				.withReadOnly(volume.readOnly())
				.build());
	}

	private static <T> Map<String, T> merged(@Nullable Map<String, T> one, Map<String, T> other) {
		Map<String, T> all = (one != null) ? new LinkedHashMap<>(one) : new LinkedHashMap<>();
		all.putAll(other);
		return all;
	}

	private static <T> T valid(String name, Callable<T> step) {
		try {
			return step.call();
		}
		catch (IllegalArgumentException | IOException ex) {
			throw new KubernetesPropertyException(KubernetesProperties.PREFIX + "." + name, ex);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
