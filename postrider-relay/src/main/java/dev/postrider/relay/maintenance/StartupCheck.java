package dev.postrider.relay.maintenance;

import dev.postrider.relay.batch.OneLine;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.threads.Bulkhead;
import dev.postrider.relay.threads.RelayThreads;
import dev.postrider.relay.threads.StopSignal;
import dev.postrider.relay.tools.doctor.Doctor;
import dev.postrider.relay.tools.doctor.DoctorLimits;
import dev.postrider.relay.tools.doctor.DoctorReport;
import dev.postrider.relay.tools.doctor.Finding;
import dev.postrider.relay.tools.doctor.Severity;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the doctor check once, a while after the relay first delivers, and logs what was found. Delivery doesn't wait for it, and
 * has the machine for itself until then: a backlog is waiting at a start as a rule. From then on the servers are asked for their
 * versions now and then: one that was upgraded is logged with its known faults.
 */
public final class StartupCheck {
    private static final Logger log = LoggerFactory.getLogger(StartupCheck.class);

    private static final String VERSION = ".version";

    /** What status, health and the relay's own log say anyway, all the time. */
    private static final Pattern SAID_ELSEWHERE = Pattern.compile("delivery\\..*|.*\\.reachable");

    private final DataSource dataSource;
    private final @Nullable EventLog eventLog;
    private final Duration after;
    private final Duration every;
    private final Bulkhead checking;
    private final StopSignal stop;
    private final AtomicBoolean begun = new AtomicBoolean();
    /** Replicas of two versions may answer in turn during an upgrade. */
    private final Set<String> versionsSeen = new HashSet<>();

    /**
     * Checks nothing yet.
     *
     * @param after how long after {@link #beginOnce} the doctor checks
     * @param every how often the servers are asked for their versions after that
     * @param checking in how many relays the doctor checks at once
     */
    public StartupCheck(
            DataSource dataSource,
            @Nullable EventLog eventLog,
            Duration after,
            Duration every,
            Bulkhead checking,
            StopSignal stop) {
        this.dataSource = dataSource;
        this.eventLog = eventLog;
        this.after = after;
        this.every = every;
        this.checking = checking;
        this.stop = stop;
    }

    /** Begins at the first call; the others do nothing. */
    public void beginOnce() {
        if (begun.compareAndSet(false, true)) {
            RelayThreads.ofThisRelay().daemon("postrider-doctor", this::check).start();
        }
    }

    private void check() {
        Doctor doctor = Doctor.of(dataSource, eventLog, DoctorLimits.defaults());
        stop.sleep(after);
        if (!stop.ended()) {
            List<Finding> found = findings(doctor::check);
            found.stream().filter(StartupCheck::isVersion).forEach(version -> versionsSeen.add(version.what()));
            found.forEach(StartupCheck::log);
        }
        while (!stop.ended()) {
            stop.sleep(every);
            if (!stop.ended()) {
                tellOfOtherVersions(findings(doctor::checkVersions));
            }
        }
    }

    private List<Finding> findings(Supplier<DoctorReport> check) {
        try (Bulkhead.Place unused = checking.enter(stop)) {
            // Who waited for a place may have waited until the end.
            return stop.ended() ? List.of() : check.get().findings();
        }
    }

    private void tellOfOtherVersions(List<Finding> found) {
        for (Finding version : found) {
            if (isVersion(version) && versionsSeen.add(version.what())) {
                log.atInfo().addKeyValue("server", version.what()).log("the server is now {}", version.what());
                String server = version.id().replace(VERSION, "");
                found.stream()
                        .filter(finding -> finding.id().startsWith(server))
                        .forEach(StartupCheck::log);
            }
        }
    }

    /** A version that could not be asked is a notice. */
    private static boolean isVersion(Finding finding) {
        return finding.id().endsWith(VERSION) && finding.severity() != Severity.NOTICE;
    }

    private static void log(Finding finding) {
        if (finding.severity().compareTo(Severity.WARNING) >= 0
                && !SAID_ELSEWHERE.matcher(finding.id()).matches()) {
            log.atWarn()
                    .addKeyValue("finding", finding.id())
                    .log(
                            "{}: {} Mend it with: {}",
                            OneLine.of(finding.what()),
                            finding.why(),
                            finding.remedy() == null ? "-" : OneLine.of(finding.remedy()));
        }
    }
}
