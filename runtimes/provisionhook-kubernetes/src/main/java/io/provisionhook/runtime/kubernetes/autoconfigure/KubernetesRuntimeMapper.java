package io.provisionhook.runtime.kubernetes.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
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

	private static final Pattern QUANTITY = Pattern.compile("\\d+(\\.\\d+)?([EPTGMK]i|[EPTGMkmun]|[eE]\\d+)?");

	private final KubernetesProperties properties;

	KubernetesRuntimeMapper(KubernetesProperties properties) {
		this.properties = properties;
	}

	KubernetesRuntime toRuntime(@Nullable String applicationName) {
		return valid("kubeconfig", toBuilder(applicationName)::build);
	}

	KubernetesRuntime.Builder toBuilder(@Nullable String applicationName) {
		KubernetesRuntime.Builder builder = KubernetesRuntime.builder()
			.kubeconfig(this.properties.kubeconfig())
			.context(this.properties.context());
		valid("namespace", () -> builder.namespace(this.properties.namespace()));
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
		return builder;
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
		Pod pod = valid(prefix + "pod-template", () -> pod(template.podTemplate()));
		ObjectMeta metadata = Objects.requireNonNullElseGet(pod.getMetadata(), ObjectMeta::new);
		metadata.setLabels(merged(metadata.getLabels(), template.labels()));
		metadata.setAnnotations(merged(metadata.getAnnotations(), template.annotations()));
		pod.setMetadata(metadata);
		PodSpec spec = Objects.requireNonNullElseGet(pod.getSpec(), PodSpec::new);
		pod.setSpec(spec);
		addTo(spec, prefix, template);
		Container container = PodSettings.containerOf(pod);
		addTo(container, prefix, template);
		for (int i = 0; i < template.volumes().size(); i++) {
			KubernetesProperties.Volume volume = template.volumes().get(i);
			// Unlike those of the YAML
			String name = "provisionhook-" + i;
			valid(prefix + "volumes[" + i + "]", () -> add(volume, name, spec, container));
		}
		PodSettings settings = PodSettings.of(pod).withBase(template.base());
		return valid(prefix + "required", () -> settings.require(template.required()));
	}

	private static Pod pod(@Nullable Resource template) throws IOException {
		return (template != null) ? PodTemplateReader.read(template) : new Pod();
	}

	private static void addTo(PodSpec spec, String prefix, KubernetesProperties.Template template) {
		if (StringUtils.hasText(template.serviceAccount())) {
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
		for (int i = 0; i < template.tolerations().size(); i++) {
			KubernetesProperties.Toleration toleration = template.tolerations().get(i);
			spec.getTolerations().add(valid(prefix + "tolerations[" + i + "]", () -> toleration(toleration)));
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

	private static Toleration toleration(KubernetesProperties.Toleration toleration) {
		if (toleration.value() != null && !StringUtils.hasText(toleration.key())) {
			throw new IllegalArgumentException("'value' requires a 'key'");
		}
		return new TolerationBuilder().withKey(toleration.key())
			.withOperator((toleration.value() != null) ? "Equal" : "Exists")
			.withValue(toleration.value())
			.withEffect((toleration.effect() != null) ? toleration.effect().inApi() : null)
			.build();
	}

	private static void addTo(Container container, String prefix, KubernetesProperties.Template template) {
		if (StringUtils.hasText(template.image())) {
			container.setImage(template.image());
		}
		if (template.imagePullPolicy() != null) {
			container.setImagePullPolicy(template.imagePullPolicy().inApi());
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
			resources
				.setRequests(merged(resources.getRequests(), quantities(prefix + "requests.", template.requests())));
			resources.setLimits(merged(resources.getLimits(), quantities(prefix + "limits.", template.limits())));
			container.setResources(resources);
		}
	}

	private static Map<String, Quantity> quantities(String prefix, Map<String, String> texts) {
		Map<String, Quantity> quantities = new LinkedHashMap<>();
		texts.forEach((name, text) -> quantities.put(name, valid(prefix + name, () -> quantity(text))));
		return quantities;
	}

	private static Quantity quantity(String text) {
		if (!QUANTITY.matcher(text).matches()) {
			throw new IllegalArgumentException(
					"\"" + text + "\" is not an amount such as \"500m\", \"2\" or \"512Mi\"");
		}
		return new Quantity(text);
	}

	private static boolean add(KubernetesProperties.Volume volume, String name, PodSpec spec, Container container) {
		KubernetesProperties.VolumeType type = required("type", volume.type());
		VolumeBuilder builder = new VolumeBuilder().withName(name);
		switch (type) {
			case EMPTY_DIR -> builder.withNewEmptyDir().withSizeLimit(sizeOf(volume)).endEmptyDir();
			case CONFIG_MAP -> builder.withNewConfigMap().withName(sourceOf(volume)).endConfigMap();
			case SECRET -> builder.withNewSecret().withSecretName(sourceOf(volume)).endSecret();
			case PERSISTENT_VOLUME_CLAIM -> builder.withNewPersistentVolumeClaim(sourceOf(volume), volume.readOnly());
		}
		spec.getVolumes().add(builder.build());
		return container.getVolumeMounts()
			.add(new VolumeMountBuilder().withName(name)
				.withMountPath(required("mount-path", volume.mountPath()))
				.withReadOnly(volume.readOnly())
				.build());
	}

	private static String sourceOf(KubernetesProperties.Volume volume) {
		if (volume.size() != null) {
			throw new IllegalArgumentException("'size' is for empty directories only");
		}
		return required("source", volume.source());
	}

	private static @Nullable Quantity sizeOf(KubernetesProperties.Volume volume) {
		if (StringUtils.hasText(volume.source())) {
			throw new IllegalArgumentException("an empty directory has no 'source'");
		}
		return (volume.size() != null) ? new Quantity(String.valueOf(volume.size().toBytes())) : null;
	}

	private static <T> T required(String name, @Nullable T value) {
		if (value == null || value.toString().isBlank()) {
			throw new IllegalArgumentException("'" + name + "' of a volume is required");
		}
		return value;
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
			throw new KubernetesPropertyException(named(name), ex);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String named(String name) {
		return KubernetesProperties.PREFIX + "." + name;
	}

}
