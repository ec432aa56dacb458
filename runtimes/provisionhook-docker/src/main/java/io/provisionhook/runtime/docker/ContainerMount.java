package io.provisionhook.runtime.docker;

import org.jspecify.annotations.Nullable;

/**
 * Something that a container sees at a path of its own.
 *
 * @param type what it is
 * @param source the directory or file of the engine's machine, or the name of the volume
 * @param target the path in the container
 * @param readOnly whether the container may only read it
 * @param size the number of bytes that a {@link Type#TMPFS} may hold
 * @since 0.1.0
 */
public record ContainerMount(Type type, @Nullable String source, String target, boolean readOnly, @Nullable Long size) {

	/**
	 * Create a mount.
	 * @throws IllegalArgumentException if the parts do not go together
	 */
	public ContainerMount {
		if (type == null) {
			throw new IllegalArgumentException("'type' of a mount must not be null");
		}
		if (target == null) {
			throw new IllegalArgumentException("'target' of a mount must not be null");
		}
		if (!target.startsWith("/")) {
			throw new IllegalArgumentException("Target \"" + target + "\" of a mount must be an absolute path");
		}
		if (type == Type.BIND && source == null) {
			throw new IllegalArgumentException("Bind mount at " + target + " needs a source");
		}
		if (type == Type.TMPFS && source != null) {
			throw new IllegalArgumentException("Tmpfs mount at " + target + " can't have a source");
		}
		if (type != Type.TMPFS && size != null) {
			throw new IllegalArgumentException("Only a tmpfs mount can have a size, not the one at " + target);
		}
	}

	/**
	 * Mount a directory or file of the engine's machine.
	 * @param source its absolute path
	 * @param target the path in the container
	 * @return the mount
	 */
	public static ContainerMount bind(String source, String target) {
		return new ContainerMount(Type.BIND, source, target, false, null);
	}

	/**
	 * Mount a volume, which is created if it is not there.
	 * @param name its name
	 * @param target the path in the container
	 * @return the mount
	 */
	public static ContainerMount volume(String name, String target) {
		return new ContainerMount(Type.VOLUME, name, target, false, null);
	}

	/**
	 * Mount memory that goes with the container.
	 * @param target the path in the container
	 * @return the mount
	 */
	public static ContainerMount tmpfs(String target) {
		return new ContainerMount(Type.TMPFS, null, target, false, null);
	}

	/**
	 * Let the container only read it.
	 * @return such a mount
	 */
	public ContainerMount asReadOnly() {
		return new ContainerMount(this.type, this.source, this.target, true, this.size);
	}

	/**
	 * What can be mounted.
	 */
	public enum Type {

		/**
		 * A directory or file of the engine's machine.
		 */
		BIND,

		/**
		 * A volume of the engine.
		 */
		VOLUME,

		/**
		 * Memory.
		 */
		TMPFS

	}

}
