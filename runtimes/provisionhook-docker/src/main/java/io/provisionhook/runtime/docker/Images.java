package io.provisionhook.runtime.docker;

import java.util.Optional;

import com.github.dockerjava.api.DockerClient;

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
	 * @return the image
	 * @throws DockerEngineException if it can't be had
	 * @throws InterruptedException if the caller is interrupted
	 */
	Image refresh(String name) throws DockerEngineException, InterruptedException {
		if (this.policy == PullPolicy.ALWAYS) {
			this.pulls.pull(name);
		}
		return get(name);
	}

	Image get(String name) throws DockerEngineException, InterruptedException {
		Optional<Image> image = find(name);
		if (image.isEmpty() && this.policy != PullPolicy.NEVER) {
			this.pulls.pull(name);
			image = find(name);
		}
		return image.orElseThrow(() -> missing(name));
	}

	private DockerEngineException missing(String name) {
		return new DockerEngineException("image \"" + name + "\" is missing" + switch (this.policy) {
			case NEVER -> "; pull or build it on the engine, or set another pull policy than \"never\"";
			case MISSING, ALWAYS -> " although it has just been pulled; does somebody remove images from the engine?";
		});
	}

	private Optional<Image> find(String name) throws DockerEngineException, InterruptedException {
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
