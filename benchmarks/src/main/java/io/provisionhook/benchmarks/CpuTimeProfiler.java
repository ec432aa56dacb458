package io.provisionhook.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Adds to each result the processor time that the benchmark's own threads took for an
 * invocation. Unlike the score, it does not grow while other processes want the processor
 * too.
 */
public class CpuTimeProfiler implements InternalProfiler {

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private long start;

	@Override
	public String getDescription() {
		return "Processor time of the benchmark's threads";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
		this.start = cpuTime();
	}

	@Override
	public Collection<? extends Result<?>> afterIteration(BenchmarkParams benchmark, IterationParams iteration,
			IterationResult result) {
		double time = (double) (cpuTime() - this.start) / result.getMetadata().getAllOps();
		return List.of(new ScalarResult("cpu.time.norm", time, "ns/op", AggregationPolicy.AVG));
	}

	private long cpuTime() {
		return Arrays.stream(this.threads.getThreadInfo(this.threads.getAllThreadIds()))
			.filter(Objects::nonNull)
			.filter((thread) -> thread.getThreadName().contains("jmh-worker"))
			.mapToLong((thread) -> Math.max(this.threads.getThreadCpuTime(thread.getThreadId()), 0))
			.sum();
	}

}
