package io.provisionhook.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;

/**
 * Starts the sample on a free port, with its workspaces below {@code target}. One is
 * enough for all tests that add nothing else to it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "provisionhook.process.directory=" + SampleTest.DIRECTORY, "sample.allowed-hosts=sample.test" })
@AutoConfigureRestTestClient
@Import({ ProblemDetailTests.BrokenController.class, RecordedSpans.class })
@interface SampleTest {

	/**
	 * Where the workspaces have their directories; JVMs that test at the same time share
	 * none.
	 */
	String DIRECTORY = "target/workspaces-${PID}";

}
