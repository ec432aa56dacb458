package io.provisionhook.runtime.kubernetes.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * An image of one layer, in the format of {@code docker save}.
 *
 * @param name the name of the image, with its registry and tag
 * @param configuration the user, variables and command of its containers, as in the
 * configuration of an image
 * @param layer its files
 */
record ImageArchive(String name, Map<String, Object> configuration, TarFile layer) {

	/**
	 * Write the archive.
	 * @param file the file to write
	 * @throws IOException if it can't be written
	 */
	void write(Path file) throws IOException {
		byte[] files = this.layer.toByteArray();
		TarFile archive = new TarFile();
		archive.addText("manifest.json", Serialization.asJson(List
			.of(Map.of("Config", "config.json", "RepoTags", List.of(this.name), "Layers", List.of("layer.tar")))));
		archive.addText("config.json", Serialization.asJson(describe(files)));
		archive.add("layer.tar", files);
		Files.write(file, archive.toByteArray());
	}

	private Map<String, Object> describe(byte[] files) {
		Map<String, Object> image = new TreeMap<>();
		image.put("architecture", System.getProperty("os.arch").replace("aarch64", "arm64"));
		image.put("os", "linux");
		image.put("config", this.configuration);
		image.put("rootfs", Map.of("type", "layers", "diff_ids", List.of("sha256:" + digest(files))));
		image.put("history", List.of(Map.of()));
		return image;
	}

	private static String digest(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
