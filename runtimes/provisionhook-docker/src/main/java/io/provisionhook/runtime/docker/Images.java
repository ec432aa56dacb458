package io.provisionhook.runtime.docker;

import java.util.Optional;

import com.github.dockerjava.api.DockerClient;

import io.provisionhook.workspace.runtime.RuntimeProgress;

/**
 * Finds images, and has the engine pull them as the policy says.
 */
final class Images {

	private final EngineCalls calls;

	private final DockerClient client;

	private final ImagePulls pulls;

	private final PullPolicy policy;

	Images(EngineCalls calls, DockerClient client, ImagePulls pulls, PullPolicy policy) {
		this.calls = calls;
		this.client = client;
		this.pulls = pulls;
		this.policy = policy;
	}

	/**
	 * Return an image, the newest if the policy asks for that.
	 * @param name the name of the image
	 * @param progress told what is being done
	 * @return the image
	 * @throws DockerEngineException if it can't be had
	 * @throws InterruptedException if the caller is interrupted
	 */
	Image refresh(String name, RuntimeProgress progress) throws DockerEngineException, InterruptedException {
		if (this.policy == PullPolicy.ALWAYS) {
			pull(name, progress);
		}
		return get(name, progress);
	}

	Image get(String name, RuntimeProgress progress) throws DockerEngineException, InterruptedException {
		Optional<Image> image = find(name, progress);
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
		this.pulls.pull(name);
	}

	/**
	 * Return an image if the engine has it.
	 * @param name the name of the image
	 * @param progress told of the look for it
	 * @return the image; empty if it would have to be pulled
	 * @throws DockerEngineException if the engine does not tell
	 * @throws InterruptedException if the caller is interrupted
	 */
	Optional<Image> find(String name, RuntimeProgress progress) throws DockerEngineException, InterruptedException {
		progress.begin("look for image \"" + name + "\"");
		try {
			return Optional.of(this.calls.call("look for image \"" + name + "\"",
					() -> Image.of(name, this.client.inspectImageCmd(name).exec())));
		}
		catch (DockerEngineException ex) {
			if (ex.hasStatus(DockerEngineException.NOT_FOUND)) {
				return Optional.empty();
			}
			throw ex;
		}
	}

}
