package io.provisionhook.benchmarks.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.provisionhook.benchmarks.scenario.CredentialClients.Times;

/**
 * Hundreds of workspaces request a credential at the same time: how often the remote
 * system is called, and how long it takes until all have theirs. Takes as long as a token
 * lives.
 */
public final class ManyClients {

	private static final int CLIENTS = 500;

	private static final int WARM_ROUNDS = 9;

	private static final int IN_TURN = 200;

	private static final int LIFE_IN_SECONDS = 60;

	private ManyClients() {
	}

	/**
	 * Measure.
	 * @param args properties of the application, such as
	 * {@code --server.tomcat.accept-count=500}
	 * @throws Exception if an answer is no credential, or a token was got more than once
	 */
	public static void main(String[] args) throws Exception {
		try (TokenServer upstream = new TokenServer(LIFE_IN_SECONDS);
				CredentialPlatform platform = new CredentialPlatform(upstream, args)) {
			CredentialClients clients = platform.create(CLIENTS);
			requireOneCall("cold", requestAtOnce("cold", 1, clients, upstream));
			long known = upstream.lastTokenAt();
			requestAtOnce("warm", WARM_ROUNDS, clients, upstream);
			Figures.print("one alone: %.2f ms (median of %d)", clients.requestInTurn(IN_TURN).median(), IN_TURN);
			upstream.setWell(false);
			sleepUntil(known, LIFE_IN_SECONDS * 4 / 5);
			requestAtOnce("due for renewal, upstream answers 503", 1, clients, upstream);
			upstream.setWell(true);
			sleepUntil(known, LIFE_IN_SECONDS);
			requireOneCall("expired", requestAtOnce("expired", 1, clients, upstream));
		}
	}

	private static int requestAtOnce(String what, int rounds, CredentialClients clients, TokenServer upstream)
			throws Exception {
		int before = upstream.calls();
		List<Times> all = new ArrayList<>();
		for (int i = 0; i < rounds; i++) {
			all.add(clients.requestAtOnce());
		}
		int calls = upstream.calls() - before;
		all.sort(Comparator.comparing(Times::all));
		Times times = all.get(rounds / 2);
		Figures.print(
				"%s, %d at once: %d calls of %d ms in %d rounds; the round in the middle took %.0f ms, its median "
						+ "%.0f ms, its slowest %.0f ms",
				what, CLIENTS, calls, RemoteMutator.MILLIS, rounds, times.all(), times.median(), times.slowest());
		return calls;
	}

	private static void requireOneCall(String what, int calls) {
		if (calls != 1) {
			throw new IllegalStateException(what + ": " + calls + " upstream calls instead of one");
		}
	}

	private static void sleepUntil(long start, int seconds) throws InterruptedException {
		Thread.sleep(Math.max(0, seconds * 1000L - (System.nanoTime() - start) / 1_000_000));
	}

}
