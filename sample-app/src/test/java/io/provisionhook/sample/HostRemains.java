package io.provisionhook.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import io.micrometer.core.instrument.MeterRegistry;
import tools.jackson.databind.json.JsonMapper;

import io.provisionhook.workspace.WorkspaceQuery;
import io.provisionhook.workspace.WorkspaceStore;

/**
 * Turns into text what an application leaves behind without showing it to anybody by
 * itself.
 */
final class HostRemains {

	private HostRemains() {
	}

	static String ofStore(WorkspaceStore store) {
		return store.find(WorkspaceQuery.newest(1000))
			.stream()
			.map((workspace) -> workspace + "\n" + JsonMapper.shared().writeValueAsString(workspace))
			.collect(Collectors.joining("\n"));
	}

	static String ofMeters(MeterRegistry registry) {
		return registry.getMeters()
			.stream()
			.map((meter) -> meter.getId() + " " + meter.getId().getTags() + " " + meter.getId().getDescription())
			.collect(Collectors.joining("\n"));
	}

	static String ofThreads() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.joining("\n"));
	}

	static String ofFiles(Path directory, Predicate<Path> condition) throws IOException {
		try (Stream<Path> files = Files.walk(directory)) {
			return files.filter(condition)
				.map((file) -> file + "\n" + contentOf(file))
				.collect(Collectors.joining("\n"));
		}
	}

	private static String contentOf(Path file) {
		try {
			return Files.isRegularFile(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String ofManagedBeans() {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		return server.queryNames(null, null)
			.stream()
			.flatMap((name) -> attributesOf(server, name))
			.collect(Collectors.joining("\n"));
	}

	private static Stream<String> attributesOf(MBeanServer server, ObjectName name) {
		try {
			return Stream.of(server.getMBeanInfo(name).getAttributes())
				.filter(MBeanAttributeInfo::isReadable)
				.map((attribute) -> name + " " + attribute.getName() + "=" + valueOf(server, name, attribute));
		}
		catch (JMException ex) {
			return Stream.of(name + " " + ex);
		}
	}

	private static String valueOf(MBeanServer server, ObjectName name, MBeanAttributeInfo attribute) {
		try {
			return Arrays.deepToString(new Object[] { server.getAttribute(name, attribute.getName()) });
		}
		catch (JMException | JMRuntimeException ex) {
			return ex.toString();
		}
	}

}
