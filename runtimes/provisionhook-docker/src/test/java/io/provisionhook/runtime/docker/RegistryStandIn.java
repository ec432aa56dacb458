package io.provisionhook.runtime.docker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.provisionhook.internal.IsolatedThreads;

/**
 * What an engine takes for a registry. It answers without TLS, which engines put up with
 * on loopback once a handshake has failed.
 */
final class RegistryStandIn implements AutoCloseable {

	private static final int TLS_HANDSHAKE = 0x16;

	private final IsolatedThreads threads = new IsolatedThreads("registry-");

	private final ServerSocket socket;

	private final ConcurrentMap<String, String> answers = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, Integer> bits = new ConcurrentHashMap<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<Socket> connections = new CopyOnWriteArrayList<>();

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger hanging = new AtomicInteger();

	private volatile boolean hangs;

	RegistryStandIn() {
		try {
			this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::accept);
	}

	String address() {
		return "127.0.0.1:" + this.socket.getLocalPort();
	}

	/**
	 * Answer requests for a path; others get 200 and no content.
	 * @param path the path
	 * @param status the status and the reason
	 * @param header a header, and a line break
	 * @param body the content
	 */
	void answer(String path, String status, String header, String body) {
		this.answers.put(path, "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Type: application/json\r\n"
				+ header + "Content-Length: " + body.length() + "\r\n\r\n" + body);
	}

	/**
	 * Answer requests for a path bit by bit, with 50 milliseconds between.
	 * @param path the path
	 * @param bit a bit of the content
	 * @param times the number of bits
	 */
	void dribble(String path, String bit, int times) {
		answer(path, "200 OK", "", bit.repeat(times));
		this.bits.put(path, bit.length());
	}

	/**
	 * Answer nothing but what there is an answer for.
	 */
	void hang() {
		this.hangs = true;
	}

	/**
	 * Return how many requests have not been answered so far.
	 * @return the number
	 */
	int hanging() {
		return this.hanging.get();
	}

	void release() {
		this.release.countDown();
	}

	/**
	 * Return what was asked for.
	 * @return methods and paths
	 */
	List<String> requests() {
		return this.requests;
	}

	private void accept() {
		try {
			while (true) {
				Socket connection = this.socket.accept();
				this.connections.add(connection);
				this.threads.execute(() -> serve(connection));
			}
		}
		catch (IOException ex) {
			// It has been closed
		}
	}

	private void serve(Socket connection) {
		try (connection) {
			BufferedReader reader = new BufferedReader(
					new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
			reader.mark(1);
			if (reader.read() == TLS_HANDSHAKE) {
				return;
			}
			reader.reset();
			String[] request = reader.readLine().split(" ", -1);
			while (!reader.readLine().isEmpty()) {
				// Nothing in the headers counts
			}
			this.requests.add(request[0] + " " + request[1]);
			if (this.hangs && !this.answers.containsKey(request[1])) {
				this.hanging.incrementAndGet();
				this.release.await();
			}
			String answer = this.answers.getOrDefault(request[1], "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
			int body = answer.indexOf("\r\n\r\n") + 4;
			String sent = request[0].equals("HEAD") ? answer.substring(0, body) : answer;
			byte[] bytes = sent.getBytes(StandardCharsets.ISO_8859_1);
			int bit = this.bits.getOrDefault(request[1], bytes.length);
			for (int i = 0; i < bytes.length; i += bit) {
				connection.getOutputStream().write(bytes, i, Math.min(bit, bytes.length - i));
				if (bit < bytes.length && this.release.await(50, TimeUnit.MILLISECONDS)) {
					return;
				}
			}
		}
		catch (IOException ex) {
			// The engine has had enough
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		release();
		try {
			this.socket.close();
			for (Socket connection : this.connections) {
				connection.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
