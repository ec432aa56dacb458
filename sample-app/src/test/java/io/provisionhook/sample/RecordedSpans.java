package io.provisionhook.sample;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;

/**
 * Keeps the spans that have ended.
 */
final class RecordedSpans implements SpanProcessor {

	private final List<ReadableSpan> spans = new CopyOnWriteArrayList<>();

	ReadableSpan find(String name, String workspaceId) {
		return this.spans.stream()
			.filter((span) -> span.getName().equals(name))
			.filter((span) -> workspaceId.equals(span.getAttribute(AttributeKey.stringKey("workspace.id"))))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Return all that a backend would be sent.
	 */
	@Override
	public String toString() {
		return this.spans.stream().map(RecordedSpans::describe).collect(Collectors.joining("\n"));
	}

	private static String describe(ReadableSpan span) {
		SpanData data = span.toSpanData();
		return data.getName() + " " + data.getStatus() + " " + data.getAttributes() + " " + data.getResource() + " "
				+ data.getEvents().stream().map((event) -> event.getName() + " " + event.getAttributes()).toList();
	}

	@Override
	public void onStart(Context parent, ReadWriteSpan span) {
	}

	@Override
	public boolean isStartRequired() {
		return false;
	}

	@Override
	public void onEnd(ReadableSpan span) {
		this.spans.add(span);
	}

	@Override
	public boolean isEndRequired() {
		return true;
	}

}
