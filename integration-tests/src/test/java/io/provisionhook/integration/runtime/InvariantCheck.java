package io.provisionhook.integration.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

import io.provisionhook.workspace.WorkspaceState;

/**
 * Compares the records in a database with the containers of an engine or the Pods of a
 * cluster, without the code of store and runtime: each workspace runs in exactly one of
 * them, of the generation in its record, or has ended with a cause. Also a program, for
 * any database and engine or cluster whose hosts are at rest; it prints what is not so,
 * and ends with 1 then.
 */
public final class InvariantCheck {

	private InvariantCheck() {
	}

	/**
	 * Check once.
	 * @param arguments the JDBC URL, the user of the database, the prefix of the tables,
	 * the address of the engine or the kubeconfig file of a cluster, the owner of the
	 * containers; the environment variable {@code DATABASE_PASSWORD} has the password
	 * @throws Exception if database, engine or cluster can't be read
	 */
	public static void main(String[] arguments) throws Exception {
		if (arguments.length != 5) {
			System.err.println(
					"Usage: InvariantCheck <jdbc url> <user> <table prefix> <docker host or kubeconfig>" + " <owner>");
			System.exit(2);
		}
		String password = System.getenv().getOrDefault("DATABASE_PASSWORD", "");
		Path kubeconfig = Path.of(arguments[3]);
		List<String> violations = Files.isRegularFile(kubeconfig)
				? checkCluster(() -> connect(arguments, password), arguments[2], kubeconfig, arguments[4])
				: checkEngine(() -> connect(arguments, password), arguments[2], arguments[3], arguments[4]);
		violations.forEach(System.out::println);
		System.out.println(violations.isEmpty() ? "No violation" : violations.size() + " violations");
		System.exit(violations.isEmpty() ? 0 : 1);
	}

	private static List<String> checkEngine(Supplier<Connection> database, String prefix, String host, String owner)
			throws IOException {
		DockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder().withDockerHost(host).build();
		try (DockerClient client = DockerClientImpl.getInstance(config,
				new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).build())) {
			return violations(database, prefix, DockerPlatform.running(client, owner));
		}
	}

	private static List<String> checkCluster(Supplier<Connection> database, String prefix, Path kubeconfig,
			String owner) {
		try (KubernetesClient client = new KubernetesClientBuilder()
			.withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
			.build()) {
			List<String> violations = violations(database, prefix, KubernetesPlatform.running(client, owner));
			return Stream.concat(violations.stream(), KubernetesPlatform.leftovers(client, owner).stream()).toList();
		}
	}

	private static Connection connect(String[] arguments, String password) {
		try {
			return DriverManager.getConnection(arguments[0], arguments[1], password);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Look for what is not as it must be.
	 * @param database connects to the database
	 * @param prefix the start of the names of the tables
	 * @param running the generation of each container that runs by workspace
	 * @return a sentence for each workspace that is not as it must be
	 */
	static List<String> violations(Supplier<Connection> database, String prefix, Map<String, List<Long>> running) {
		List<Observed> records = new ArrayList<>();
		List<String> violations = new ArrayList<>();
		try (Connection connection = database.get();
				Statement statement = connection.createStatement();
				ResultSet rows = statement
					.executeQuery("select id, state, last_sample_error, generation from " + prefix + "workspace")) {
			while (rows.next()) {
				Observed record = new Observed(rows.getString("id"), WorkspaceState.valueOf(rows.getString("state")),
						String.valueOf(rows.getString("last_sample_error")));
				records.add(record);
				long generation = rows.getLong("generation");
				running.getOrDefault(record.id(), List.of())
					.stream()
					.filter((other) -> other != generation)
					.forEach((other) -> violations
						.add(record.id() + " is of generation " + generation + " and runs in generation " + other));
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		Map<String, Integer> counts = new HashMap<>();
		running.forEach((id, generations) -> counts.put(id, generations.size()));
		violations.addAll(Invariants.violations(records, counts));
		return violations;
	}

}
