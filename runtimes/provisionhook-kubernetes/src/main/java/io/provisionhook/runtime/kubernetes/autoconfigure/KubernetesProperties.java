package io.provisionhook.runtime.kubernetes.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the runtime that starts workspaces as Pods.
 *
 * @param kubeconfig File with the address of the cluster and credentials. Found as
 * kubectl does by default: KUBECONFIG, ~/.kube/config, or the service account of the own
 * Pod.
 * @param context Context of the kubeconfig; the current one by default.
 * @param namespace Namespace of Pods, with the placeholders {tenant}, {role} and
 * {template}. That of the context or of the own Pod by default.
 * @param owner Owner of the Pods. Applications with different stores that share a cluster
 * need different owners. Name of the application by default.
 * @param templates Templates by name. Requests without a template use "default".
 * @param connectTimeout Maximum time to connect to the API server.
 * @param responseTimeout Maximum time for an answer of the API server.
 * @param schedulingTimeout Maximum time until a node takes a Pod.
 * @param startTimeout Maximum time until a Pod has started on its node, without the pull
 * of its image.
 * @param pullTimeout Maximum time for the pull of an image.
 * @param pullRetryTimeout Time for which a node may try again to pull an image after a
 * failure.
 * @param stopTimeout Maximum time until a Pod has ended after its grace period.
 * @param outputLimit Maximum size of the output that is shown of a workspace. Older
 * output is omitted.
 * @param retainedPods Maximum number of ended Pods to keep for their output and exit
 * code.
 */
@ConfigurationProperties(KubernetesProperties.PREFIX)
record KubernetesProperties(@Nullable Path kubeconfig, @Nullable String context, @Nullable String namespace,
		@Nullable String owner, @DefaultValue Map<String, Template> templates,
		@DefaultValue("5s") Duration connectTimeout, @DefaultValue("15s") Duration responseTimeout,
		@DefaultValue("5m") Duration schedulingTimeout, @DefaultValue("2m") Duration startTimeout,
		@DefaultValue("10m") Duration pullTimeout, @DefaultValue("1m") Duration pullRetryTimeout,
		@DefaultValue("90s") Duration stopTimeout, @DefaultValue("256KB") DataSize outputLimit,
		@DefaultValue("200") int retainedPods) {

	static final String PREFIX = "provisionhook.kubernetes";

	/**
	 * Settings of a template.
	 *
	 * @param podTemplate Location of a Pod in YAML with settings that have no property.
	 * Properties take precedence.
	 * @param image Image of workspaces, unless their request has an image.
	 * @param imagePullPolicy When to pull the image; "always" if its tag is "latest", and
	 * "if-not-present" otherwise, if not set.
	 * @param command Command that replaces the entry point of the image.
	 * @param args Arguments that replace the command of the image.
	 * @param requests Requested resources by name, such as "cpu" and "memory".
	 * @param limits Limits of resources by name, such as "cpu" and "memory".
	 * @param serviceAccount Service account of Pods.
	 * @param runAsUser Id of the user of Pods; that of the image if not set.
	 * @param nodeSelector Labels by name that a node needs.
	 * @param tolerations Taints of nodes that Pods tolerate.
	 * @param volumes Volumes of Pods.
	 * @param imagePullSecrets Names of Secrets with credentials of registries.
	 * @param activeDeadline Maximum time that a Pod may be active, in whole seconds.
	 * @param gracePeriod Time between the request to stop and the kill of a workspace, in
	 * whole seconds. Thirty seconds if not set.
	 * @param labels Additional labels of Pods.
	 * @param annotations Additional annotations of Pods.
	 * @param base Variables that the image sets, by name. Kubernetes does not tell them,
	 * so without them no mutator can remove or prepend to a variable of the image.
	 * @param required Names of required variables, without which no workspace starts;
	 * with "|" between alternatives.
	 */
	record Template(@Nullable Resource podTemplate, @Nullable String image, @Nullable PullPolicy imagePullPolicy,
			@Nullable List<String> command, @Nullable List<String> args, @DefaultValue Map<String, String> requests,
			@DefaultValue Map<String, String> limits, @Nullable String serviceAccount, @Nullable Long runAsUser,
			@DefaultValue Map<String, String> nodeSelector, @DefaultValue List<Toleration> tolerations,
			@DefaultValue List<Volume> volumes, @DefaultValue List<String> imagePullSecrets,
			@Nullable Duration activeDeadline, @Nullable Duration gracePeriod, @DefaultValue Map<String, String> labels,
			@DefaultValue Map<String, String> annotations, @Nullable Map<String, String> base,
			@DefaultValue List<String> required) {
	}

	/**
	 * A taint of nodes that Pods tolerate.
	 *
	 * @param key Key of the taint; every key if not set.
	 * @param value Value of the taint; every value if not set.
	 * @param effect Effect of the taint; every effect if not set.
	 */
	record Toleration(@Nullable String key, @Nullable String value, @Nullable TaintEffect effect) {
	}

	/**
	 * A volume of Pods.
	 *
	 * @param type Type of the volume.
	 * @param source Name of the ConfigMap, Secret or PersistentVolumeClaim.
	 * @param mountPath Path in the container.
	 * @param readOnly Whether the volume is read-only.
	 * @param size Maximum size of an empty directory.
	 */
	record Volume(@Nullable VolumeType type, @Nullable String source, @Nullable String mountPath,
			@DefaultValue("false") boolean readOnly, @Nullable DataSize size) {
	}

	/**
	 * When to pull an image.
	 */
	enum PullPolicy {

		/**
		 * Ask the registry before each start.
		 */
		ALWAYS("Always"),

		/**
		 * Pull the image if the node does not have it.
		 */
		IF_NOT_PRESENT("IfNotPresent"),

		/**
		 * Never pull the image; the node must have it.
		 */
		NEVER("Never");

		private final String name;

		PullPolicy(String name) {
			this.name = name;
		}

		String inApi() {
			return this.name;
		}

	}

	/**
	 * Effect of a taint on Pods that do not tolerate it.
	 */
	enum TaintEffect {

		/**
		 * The node takes no new Pods.
		 */
		NO_SCHEDULE("NoSchedule"),

		/**
		 * The node takes new Pods only if no other node can.
		 */
		PREFER_NO_SCHEDULE("PreferNoSchedule"),

		/**
		 * The node takes no new Pods and ends running ones.
		 */
		NO_EXECUTE("NoExecute");

		private final String name;

		TaintEffect(String name) {
			this.name = name;
		}

		String inApi() {
			return this.name;
		}

	}

	/**
	 * Type of a volume.
	 */
	enum VolumeType {

		/**
		 * A directory that is empty at first and removed with the Pod.
		 */
		EMPTY_DIR,

		/**
		 * The entries of a ConfigMap as files.
		 */
		CONFIG_MAP,

		/**
		 * The entries of a Secret as files.
		 */
		SECRET,

		/**
		 * A PersistentVolumeClaim.
		 */
		PERSISTENT_VOLUME_CLAIM

	}

}
