package io.provisionhook.benchmarks.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Workspaces that request credentials.
 *
 * @param each the clients
 */
record CredentialClients(List<CredentialClient> each) {

	/**
	 * Request at the same time, each with a thread.
	 * @return how long it took
	 * @throws Exception if an answer is no credential
	 */
	Times requestAtOnce() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(this.each.size());
		CountDownLatch ready = new CountDownLatch(this.each.size());
		CountDownLatch begin = new CountDownLatch(1);
		List<Future<Double>> answers = new ArrayList<>();
		for (CredentialClient client : this.each) {
			answers.add(threads.submit(() -> {
				ready.countDown();
				begin.await();
				return client.request();
			}));
		}
		threads.shutdown();
		ready.await();
		long start = System.nanoTime();
		begin.countDown();
		double[] times = new double[answers.size()];
		for (int i = 0; i < times.length; i++) {
			times[i] = answers.get(i).get();
		}
		return Times.since(start, times);
	}

	/**
	 * Request one after another.
	 * @param number the number of clients
	 * @return how long it took
	 * @throws Exception if an answer is no credential
	 */
	Times requestInTurn(int number) throws Exception {
		double[] times = new double[number];
		long start = System.nanoTime();
		for (int i = 0; i < number; i++) {
			times[i] = this.each.get(i).request();
		}
		return Times.since(start, times);
	}

	/**
	 * Milliseconds that answers took.
	 *
	 * @param all until the last one was there
	 * @param median of those of each answer
	 * @param slowest the longest of them
	 */
	record Times(double all, double median, double slowest) {

		private static Times since(long start, double[] each) {
			double all = (System.nanoTime() - start) / 1e6;
			return new Times(all, Figures.median(each), Arrays.stream(each).max().orElseThrow());
		}

	}

}
