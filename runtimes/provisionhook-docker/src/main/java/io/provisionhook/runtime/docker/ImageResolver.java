package io.provisionhook.runtime.docker;

import java.util.Optional;

import com.github.dockerjava.api.DockerClient;

import io.provisionhook.workspace.runtime.RuntimeProgress;

/**
 * Resolves names to images of an engine, and pulls images according to the pull policy.
 */
final class ImageResolver {

	private final EngineCallExecutor calls;

	private final DockerClient client;

	private final ImagePuller puller;

	private final PullPolicy policy;

	ImageResolver(EngineCallExecutor calls, DockerClient client, ImagePuller puller, PullPolicy policy) {
		this.calls = calls;
		this.client = client;
		this.puller = puller;
		this.policy = policy;
	}

	/**
	 * Return an image, after a pull if the policy is {@link PullPolicy#ALWAYS}.
	 * @param name the name of the image
	 * @param progress receives the steps
	 * @return the image
	 * @throws DockerEngineException if the image is missing and can't be pulled
	 * @throws InterruptedException if the caller is interrupted
	 */
	ContainerImage refresh(String name, RuntimeProgress progress) throws DockerEngineException, InterruptedException {
		if (this.policy == PullPolicy.ALWAYS) {
			pull(name, progress);
		}
		return get(name, progress);
	}

	ContainerImage get(String name, RuntimeProgress progress) throws DockerEngineException, InterruptedException {
		Optional<ContainerImage> image = find(name, progress);
		if (image.isEmpty() && this.policy != PullPolicy.NEVER) {
			pull(name, progress);
			image = find(name, progress);
		}
		return image.orElseThrow(() -> missing(name));
	}

	private DockerEngineException missing(String name) {
		return new DockerEngineException("image \"" + name + "\" is missing" + switch (this.policy) {
			case NEVER -> "; pull or build it on the engine, or set another pull policy than \"never\"";
			case MISSING, ALWAYS -> " although it has just been pulled; does somebody remove images from the engine?";
		});
	}

	private void pull(String name, RuntimeProgress progress) throws DockerEngineException, InterruptedException {
		progress.begin("pull image \"" + name + "\"");
		this.puller.pull(name);
	}

	/**
	 * Find an image without pulling it.
	 * @param name the name of the image
	 * @param progress receives the steps
	 * @return the image; empty if the engine does not have it
	 * @throws DockerEngineException if the engine fails
	 * @throws InterruptedException if the caller is interrupted
	 */
	Optional<ContainerImage> find(String name, RuntimeProgress progress)
			throws DockerEngineException, InterruptedException {
		progress.begin("look for image \"" + name + "\"");
		try {
			return Optional.of(this.calls.call("look for image \"" + name + "\"",
					() -> ContainerImage.of(name, this.client.inspectImageCmd(name).exec())));
		}
		catch (DockerEngineException ex) {
			if (ex.hasStatus(DockerEngineException.NOT_FOUND)) {
				return Optional.empty();
			}
			throw ex;
		}
	}

}
