package io.provisionhook.plugin.awssecretsmanager;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.Fault;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

import io.provisionhook.plugin.internal.mapping.MappedSecretsMutator;
import io.provisionhook.plugin.internal.upstream.Deadline;
import io.provisionhook.plugin.internal.upstream.UpstreamException;
import io.provisionhook.testsupport.PlainServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link AwsSecretReader} when something is wrong.
 */
class AwsFailureTests {

	private static final Duration PLENTY = Duration.ofSeconds(60);

	private static final Duration SHORT = Duration.ofMillis(200);

	private final SecretsManagerStandIn aws = new SecretsManagerStandIn();

	@AfterEach
	void stop() {
		this.aws.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					ResourceNotFoundException | does not exist in eu-central-1; create it, or correct the reference
					AccessDeniedException | was denied; grant secretsmanager:GetSecretValue on it to the host's identity, and kms:Decrypt if it has a key of its own
					DecryptionFailure | can't be decrypted; check whether its KMS key is enabled, and grant kms:Decrypt
					InvalidRequestException | can't be read in its present state; if it is marked for deletion, restore it or drop the reference
					InvalidParameterException | has an invalid name or version; correct the reference
					SomethingNewException | was refused
					""")
	void failureOfSecretNamesTheProblem(String code, String message) {
		String expected = "AWS Secrets Manager: secret 'prod/db' " + message + " (" + code + ", request "
				+ SecretsManagerStandIn.REQUEST_ID + ")";
		this.aws.put("other", "other-value").refuse("prod/db", code);
		UpstreamException alone = failureOf(Map.of("DB", "prod/db"));
		assertThat(alone).hasMessage(expected).hasNoCause();
		assertThat(alone.isSystemAtFault()).isFalse();
		UpstreamException inBatch = failureOf(Map.of("DB", "prod/db", "OTHER", "other"));
		assertThat(inBatch).hasMessage(expected).hasNoCause();
		assertThat(inBatch.isSystemAtFault()).isFalse();
	}

	@Test
	void mutatorSaysWhichVersionIsNotThere() {
		this.aws.put("prod/db", "first-password");
		assertThat(failureOf(Map.of("DB", "prod/db?stage=AWSPREVIOUS"))).hasMessage(
				"AWS Secrets Manager: secret 'prod/db?stage=AWSPREVIOUS' does not exist in eu-central-1, or not in this"
						+ " version; create it, or correct the reference (ResourceNotFoundException, request "
						+ SecretsManagerStandIn.REQUEST_ID + ")");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					400 | ThrottlingException | too many calls; provision fewer workspaces at a time, or ask AWS for a higher quota
					400 | ExpiredTokenException | the host's credentials have expired; renew them
					400 | UnrecognizedClientException | the host's credentials were not accepted; correct them, and check that its clock is right
					500 | InternalServiceError | failed with status 500; try again
					503 | ServiceUnavailable | failed with status 503; try again
					302 | Moved | failed with status 302; try again
					""")
	void failureOfServiceNamesTheProblem(int status, String code, String message) {
		this.aws.answer(SecretsManagerStandIn.error(status, code));
		String expected = "AWS Secrets Manager: " + message + " (" + code + ", request "
				+ SecretsManagerStandIn.REQUEST_ID + ")";
		List.of(Map.of("DB", "db"), Map.of("DB", "db", "KEY", "key")).forEach((variables) -> {
			UpstreamException failure = failureOf(variables);
			assertThat(failure).hasMessage(expected).hasNoCause();
			assertThat(failure.isSystemAtFault()).isTrue();
		});
	}

	@Test
	void mutatorTriesAgainWhenServiceFails() throws Exception {
		this.aws.put("db", "first-password").answerOnce(SecretsManagerStandIn.error(500, "InternalServiceError"));
		MappedSecretsMutator mutator = AwsMutators.create(AwsClientFactory.create(Region.EU_CENTRAL_1, this.aws.uri()),
				AwsMutators.CREDENTIALS, true, Map.of("DB", "db"),
				(context) -> Deadline.within("AWS Secrets Manager", context.remaining()));
		assertThat(AwsMutators.values(mutator, AwsMutators.context(PLENTY))).containsEntry("DB", "first-password");
		assertThat(this.aws.requests()).isEqualTo(2);
	}

	@Test
	void deniedBatchSaysWhatToGrant() {
		this.aws.answer(SecretsManagerStandIn.error(400, "AccessDeniedException"));
		UpstreamException failure = failureOf(Map.of("DB", "db", "KEY", "key"));
		assertThat(failure).hasMessage("AWS Secrets Manager: reading secrets in batches was denied; grant"
				+ " secretsmanager:BatchGetSecretValue to the host's identity, or set"
				+ " provisionhook.aws-secrets-manager.batch to false (AccessDeniedException, request "
				+ SecretsManagerStandIn.REQUEST_ID + ")");
		assertThat(failure.isSystemAtFault()).isTrue();
	}

	@Test
	void refusedBatchSaysHowManySecretsItHad() {
		this.aws.answer(SecretsManagerStandIn.error(400, "InvalidParameterException"));
		assertThat(failureOf(Map.of("DB", "db", "KEY", "key")))
			.hasMessage("AWS Secrets Manager: a batch of 2 secrets was refused; correct the references"
					+ " (InvalidParameterException, request " + SecretsManagerStandIn.REQUEST_ID + ")");
	}

	@Test
	void batchWithoutOneOfItsSecretsNamesIt() {
		this.aws.answer(WireMock.okJson("{\"SecretValues\":[{\"Name\":\"db\",\"ARN\":\"a\",\"SecretString\":\"s\"}]}"));
		assertThat(failureOf(Map.of("DB", "db", "KEY", "key")))
			.hasMessage("AWS Secrets Manager: the answer has nothing about secret 'key'; try again");
	}

	@Test
	void secretWithoutValueIsNamed() {
		this.aws.answer(WireMock.okJson("{\"Name\":\"db\",\"ARN\":\"a\"}"));
		assertThat(failureOf(Map.of("DB", "db")))
			.hasMessage("AWS Secrets Manager: the answer has nothing about secret 'db'; try again");
	}

	@Test
	void wrongKeyIsNotAccepted() {
		AwsCredentialsProvider wrong = StaticCredentialsProvider
			.create(AwsBasicCredentials.create(SecretsManagerStandIn.SIGNER.accessKey(), "wrong-secret-key"));
		this.aws.put("db", "first-password");
		assertThat(failureOf(this.aws.uri(), wrong, Map.of("DB", "db"), PLENTY)).hasMessage(
				"AWS Secrets Manager: the host's credentials were not accepted; correct them, and check that its"
						+ " clock is right (InvalidSignatureException, request " + SecretsManagerStandIn.REQUEST_ID
						+ ")");
	}

	@Test
	void answerThatIsNoJsonIsNotQuoted() {
		this.aws.answer(WireMock.ok("{\"SecretString\": hunter2-hunter2"));
		assertThat(failureOf(Map.of("DB", "db")))
			.hasMessage("AWS Secrets Manager: the answer can't be read; check that the endpoint is right and no proxy"
					+ " changes it")
			.hasNoCause();
	}

	@Test
	void codeThatIsNoneIsNotQuoted() {
		this.aws.answer(WireMock.aResponse()
			.withStatus(400)
			.withHeader("x-amzn-RequestId", "hunter2 hunter2")
			.withBody("{\"__type\":\"hunter2 hunter2\"}"));
		assertThat(failureOf(Map.of("DB", "db")))
			.hasMessage("AWS Secrets Manager: secret 'db' was refused (no error code, request unknown)");
	}

	@Test
	void missingCredentialsAreSaidToBeMissing() {
		AwsCredentialsProvider none = () -> {
			throw SdkClientException.create("Unable to load credentials: hunter2-hunter2");
		};
		assertThat(failureOf(this.aws.uri(), none, Map.of("DB", "db"), PLENTY))
			.hasMessage("AWS Secrets Manager: the host has no AWS credentials; give it a role, or set them in one of"
					+ " the places where the AWS SDK looks")
			.hasNoCause();
		assertThat(this.aws.requests()).isZero();
	}

	@Test
	void credentialsThatDoNotComeAreWaitedForUntilTheDeadline() {
		CountDownLatch never = new CountDownLatch(1);
		AwsCredentialsProvider slow = () -> {
			try {
				never.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return AwsBasicCredentials.create("late", "late");
		};
		assertThat(failureOf(this.aws.uri(), slow, Map.of("DB", "db"), SHORT)).hasMessage(
				"AWS Secrets Manager: the host's AWS credentials were not resolved in time; check that the service"
						+ " which has them can be reached, or give this mutator more time");
	}

	@Test
	void refusedConnectionIsSaidToBeNone() throws IOException {
		try (Socket silent = new Socket()) {
			// Nobody else gets the port while nobody listens to it
			silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			UpstreamException failure = failureOf(URI.create("http://127.0.0.1:" + silent.getLocalPort()),
					AwsMutators.CREDENTIALS, Map.of("DB", "db"), PLENTY);
			assertThat(failure)
				.hasMessage("AWS Secrets Manager: can't be reached in eu-central-1 (no connection); check that the"
						+ " network, a proxy and the endpoint are right")
				.hasCauseInstanceOf(ConnectException.class);
			assertThat(failure.isSystemAtFault()).isTrue();
		}
	}

	@Test
	void unknownHostIsSaidToBeUnknown() {
		assertThat(failureOf(URI.create("http://secretsmanager.invalid"), AwsMutators.CREDENTIALS, Map.of("DB", "db"),
				PLENTY))
			.hasMessage("AWS Secrets Manager: can't be reached in eu-central-1 (unknown host name); check that the"
					+ " network, a proxy and the endpoint are right")
			.hasCauseInstanceOf(UnknownHostException.class);
	}

	@Test
	void plainServerIsNoSecureOne() {
		try (PlainServer server = PlainServer.start()) {
			assertThat(failureOf(server.httpsUri(), AwsMutators.CREDENTIALS, Map.of("DB", "db"), PLENTY))
				.hasMessage(
						"AWS Secrets Manager: can't be reached in eu-central-1 (no secure connection); check that the"
								+ " network, a proxy and the endpoint are right")
				.hasCauseInstanceOf(SSLException.class);
		}
	}

	@Test
	void brokenConnectionIsSaidToBeBroken() {
		this.aws.answer(WireMock.aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
		assertThat(failureOf(Map.of("DB", "db")))
			.hasMessage("AWS Secrets Manager: can't be reached in eu-central-1 (the connection broke); check that the"
					+ " network, a proxy and the endpoint are right")
			.hasCauseInstanceOf(SocketException.class);
	}

	@Test
	void hangingServiceCostsTheDeadline() {
		this.aws.answer(SecretsManagerStandIn.noAnswer());
		UpstreamException failure = lateFailureOf(Map.of("DB", "db", "KEY", "key"));
		assertThat(failure).hasMessage("AWS Secrets Manager: no answer in eu-central-1 in time; check that it can be"
				+ " reached from the host, or give this mutator more time");
		assertThat(failure.isSystemAtFault()).isTrue();
	}

	@Test
	void answerThatStopsInTheMiddleCostsTheDeadline() {
		this.aws.answer(WireMock.okJson("{\"Name\":\"db\",\"ARN\":\"a\",\"SecretString\":\"first-password\"}")
			.withChunkedDribbleDelay(3, 900_000));
		assertThat(lateFailureOf(Map.of("DB", "db")))
			.hasMessage("AWS Secrets Manager: no answer in eu-central-1 in time; check that it can be reached from the"
					+ " host, or give this mutator more time");
	}

	@Test
	void withoutTimeThereIsNoCall() {
		assertThat(failureOf(this.aws.uri(), AwsMutators.CREDENTIALS, Map.of("DB", "db"), Duration.ZERO))
			.hasMessageStartingWith("AWS Secrets Manager: ");
		assertThat(this.aws.requests()).isZero();
	}

	@Test
	void interruptionEndsTheRead() throws Exception {
		this.aws.answer(SecretsManagerStandIn.noAnswer());
		CountDownLatch interrupted = new CountDownLatch(1);
		Thread thread = new Thread(() -> {
			try {
				AwsMutators.create(this.aws.uri(), Map.of("DB", "db")).fetch(AwsMutators.context(PLENTY));
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		thread.start();
		Awaitility.await().atMost(PLENTY).until(() -> this.aws.requests() > 0);
		thread.interrupt();
		assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
	}

	/**
	 * Fail for lack of time once there are credentials.
	 */
	private UpstreamException lateFailureOf(Map<String, String> variables) {
		Iterator<Duration> remaining = Stream.concat(Stream.of(PLENTY), Stream.generate(() -> SHORT)).iterator();
		MappedSecretsMutator mutator = AwsMutators.create(AwsMutators.client(this.aws.uri()), AwsMutators.CREDENTIALS,
				true, variables, (context) -> Deadline.within("AWS Secrets Manager", remaining.next()));
		return catchThrowableOfType(UpstreamException.class, () -> mutator.fetch(AwsMutators.context(PLENTY)));
	}

	private UpstreamException failureOf(Map<String, String> variables) {
		return failureOf(this.aws.uri(), AwsMutators.CREDENTIALS, variables, PLENTY);
	}

	private static UpstreamException failureOf(URI endpoint, AwsCredentialsProvider credentials,
			Map<String, String> variables, Duration timeout) {
		return catchThrowableOfType(UpstreamException.class,
				() -> AwsMutators.create(endpoint, credentials, true, variables).fetch(AwsMutators.context(timeout)));
	}

}
