package io.provisionhook.integration.runtime;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What must be true whenever a host application has come back.
 */
final class Invariants {

	private Invariants() {
	}

	/**
	 * Look for what is not as it must be.
	 * @param records the records of all workspaces
	 * @param running how many processes or containers run, by workspace
	 * @return a sentence for each workspace that is not as it must be
	 */
	static List<String> violations(List<Observed> records, Map<String, Integer> running) {
		Set<String> known = records.stream().map(Observed::id).collect(Collectors.toSet());
		Stream<String> ofRecords = records.stream()
			.map((workspace) -> violation(workspace, running.getOrDefault(workspace.id(), 0)))
			.flatMap(Stream::ofNullable);
		Stream<String> withoutRecord = running.keySet()
			.stream()
			.filter((id) -> !known.contains(id))
			.map((id) -> id + " runs and has no record");
		return Stream.concat(ofRecords, withoutRecord).toList();
	}

	private static @Nullable String violation(Observed workspace, int running) {
		String found = workspace.id() + " is " + workspace.state() + " and runs " + running + " times";
		return switch (workspace.state()) {
			case PROVISIONING -> found;
			case RUNNING -> (running == 1) ? null : found;
			case STOPPED -> (running == 0) ? null : found;
			case FAILED -> {
				if (running > 0) {
					yield found;
				}
				boolean explained = !workspace.error().isBlank() && !workspace.error().equals("null");
				yield explained ? null : workspace.id() + " is FAILED without a cause";
			}
		};
	}

}
