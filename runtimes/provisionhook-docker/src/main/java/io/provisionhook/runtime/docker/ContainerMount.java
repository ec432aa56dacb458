package io.provisionhook.runtime.docker;

import org.jspecify.annotations.Nullable;

/**
 * A mount of a container.
 *
 * @param type the type of the mount
 * @param source the directory or file on the engine's machine, or the name of the volume
 * @param target the path in the container
 * @param readOnly whether the mount is read-only
 * @param size the maximum size of a {@link Type#TMPFS} in bytes
 * @since 0.1.0
 */
public record ContainerMount(Type type, @Nullable String source, String target, boolean readOnly, @Nullable Long size) {

	/**
	 * Create a mount.
	 * @throws IllegalArgumentException if the components do not fit together
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
	 * @param source the absolute path on the engine's machine
	 * @param target the path in the container
	 * @return the mount
	 */
	public static ContainerMount bind(String source, String target) {
		return new ContainerMount(Type.BIND, source, target, false, null);
	}

	/**
	 * Mount a volume, which is created if it does not exist.
	 * @param name the name of the volume
	 * @param target the path in the container
	 * @return the mount
	 */
	public static ContainerMount volume(String name, String target) {
		return new ContainerMount(Type.VOLUME, name, target, false, null);
	}

	/**
	 * Mount a file system in memory, which ends with the container.
	 * @param target the path in the container
	 * @return the mount
	 */
	public static ContainerMount tmpfs(String target) {
		return new ContainerMount(Type.TMPFS, null, target, false, null);
	}

	/**
	 * Return this mount as a read-only mount.
	 * @return a read-only mount
	 */
	public ContainerMount asReadOnly() {
		return new ContainerMount(this.type, this.source, this.target, true, this.size);
	}

	/**
	 * Types of mounts.
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
		 * A file system in memory.
		 */
		TMPFS

	}

}
