package io.provisionhook.plugin.http;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, unless it is so large that it can't be what was asked for.
 */
final class LimitedBody implements BodySubscriber<byte[]> {

	private final BodySubscriber<byte[]> body = BodySubscribers.ofByteArray();

	private long left;

	private @Nullable Subscription subscription;

	LimitedBody(long limit) {
		this.left = limit;
	}

	@Override
	public CompletionStage<byte[]> getBody() {
		return this.body.getBody();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.subscription = subscription;
		this.body.onSubscribe(subscription);
	}

	@Override
	public void onNext(List<ByteBuffer> buffers) {
		if (this.left < 0) {
			return;
		}
		this.left -= buffers.stream().mapToLong(Buffer::remaining).sum();
		if (this.left >= 0) {
			this.body.onNext(buffers);
			return;
		}
		if (this.subscription != null) {
			this.subscription.cancel();
		}
		this.body.onError(new TooLargeException());
	}

	@Override
	public void onError(Throwable error) {
		this.body.onError(error);
	}

	@Override
	public void onComplete() {
		this.body.onComplete();
	}

	/**
	 * An answer is too large.
	 */
	static final class TooLargeException extends IOException {

	}

}
