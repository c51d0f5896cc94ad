package dev.postrider.spring.trace;

/** A span around one call that publishes. Ends by exactly one of the two, in the thread in which it began. */
public interface PublishSpan {

    /** The call has written what it was given; whether it is committed is not known yet. */
    void published(Publication publication);

    /** The call has written nothing. */
    void failed(Throwable reason);
}
