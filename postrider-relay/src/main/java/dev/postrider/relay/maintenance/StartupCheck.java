package dev.postrider.relay.maintenance;

import dev.postrider.relay.batch.OneLine;
import dev.postrider.relay.sink.EventLog;
import dev.postrider.relay.threads.RelayThreads;
import dev.postrider.relay.threads.StopSignal;
import dev.postrider.relay.tools.doctor.Doctor;
import dev.postrider.relay.tools.doctor.DoctorLimits;
import dev.postrider.relay.tools.doctor.Finding;
import dev.postrider.relay.tools.doctor.Severity;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the doctor check once, a while after the relay first delivers, and logs what was found. Delivery doesn't wait for it, and
 * has the machine for itself until then: a backlog is waiting at a start as a rule.
 */
public final class StartupCheck {
    private static final Logger log = LoggerFactory.getLogger(StartupCheck.class);

    /** What status, health and the relay's own log say anyway, all the time. */
    private static final Pattern SAID_ELSEWHERE = Pattern.compile("delivery\\..*|.*\\.reachable");

    private final DataSource dataSource;
    private final @Nullable EventLog eventLog;
    private final Duration after;
    private final StopSignal stop;
    private final AtomicBoolean begun = new AtomicBoolean();

    /**
     * Checks nothing yet.
     *
     * @param after how long after {@link #beginOnce} the doctor checks
     */
    public StartupCheck(DataSource dataSource, @Nullable EventLog eventLog, Duration after, StopSignal stop) {
        this.dataSource = dataSource;
        this.eventLog = eventLog;
        this.after = after;
        this.stop = stop;
    }

    /** Begins at the first call; the others do nothing. */
    public void beginOnce() {
        if (begun.compareAndSet(false, true)) {
            RelayThreads.ofThisRelay().daemon("postrider-doctor", this::check).start();
        }
    }

    private void check() {
        stop.sleep(after);
        if (stop.ended()) {
            return;
        }
        Doctor doctor = new Doctor(dataSource, eventLog == null ? null : eventLog.facts(), DoctorLimits.defaults());
        for (Finding finding : doctor.check().atLeast(Severity.WARNING)) {
            if (!SAID_ELSEWHERE.matcher(finding.id()).matches()) {
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
}
