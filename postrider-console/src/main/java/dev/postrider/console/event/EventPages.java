package dev.postrider.console.event;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The pages of this room, and the searches that are under way. */
@Configuration(proxyBeanMethods = false)
@Import({
    Searches.class,
    Types.class,
    FieldSuggestions.class,
    EventController.class,
    SearchController.class,
    ExportController.class,
    CatalogueController.class,
    EventsApi.class,
    QueryableApi.class
})
public class EventPages {}
