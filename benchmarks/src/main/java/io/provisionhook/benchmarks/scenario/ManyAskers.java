package io.provisionhook.benchmarks.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.provisionhook.benchmarks.scenario.Askers.Times;

/**
 * Hundreds of workspaces ask for a credential at the same time: how often the remote
 * system is asked for it, and how long it takes until all have theirs. Takes as long as a
 * token lives.
 */
public final class ManyAskers {

	private static final int ASKERS = 500;

	private static final int WARM_ROUNDS = 9;

	private static final int IN_TURN = 200;

	private static final int LIFE_IN_SECONDS = 60;

	private ManyAskers() {
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
			Askers askers = platform.create(ASKERS);
			requireOneCall("cold", askAtOnce("cold", 1, askers, upstream));
			long known = upstream.lastTokenAt();
			askAtOnce("warm", WARM_ROUNDS, askers, upstream);
			Figures.print("one alone: %.2f ms (median of %d)", askers.askInTurn(IN_TURN).median(), IN_TURN);
			upstream.setWell(false);
			sleepUntil(known, LIFE_IN_SECONDS * 4 / 5);
			askAtOnce("due for renewal, upstream answers 503", 1, askers, upstream);
			upstream.setWell(true);
			sleepUntil(known, LIFE_IN_SECONDS);
			requireOneCall("expired", askAtOnce("expired", 1, askers, upstream));
		}
	}

	private static int askAtOnce(String what, int rounds, Askers askers, TokenServer upstream) throws Exception {
		int before = upstream.calls();
		List<Times> all = new ArrayList<>();
		for (int i = 0; i < rounds; i++) {
			all.add(askers.askAtOnce());
		}
		int calls = upstream.calls() - before;
		all.sort(Comparator.comparing(Times::all));
		Times times = all.get(rounds / 2);
		Figures.print(
				"%s, %d at once: %d calls of %d ms in %d rounds; the round in the middle took %.0f ms, its median "
						+ "%.0f ms, its slowest %.0f ms",
				what, ASKERS, calls, RemoteMutator.MILLIS, rounds, times.all(), times.median(), times.slowest());
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
