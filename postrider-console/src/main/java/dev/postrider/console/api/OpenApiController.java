package dev.postrider.console.api;

import dev.postrider.console.page.NotFoundException;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** The API's description, for everybody; and that there is nothing else. */
@ApiController
@RequestMapping("${postrider.console.api-path}")
final class OpenApiController {
    private static final Resource DOCUMENT = new ClassPathResource("openapi.json", OpenApiController.class);

    @GetMapping("/openapi.json")
    ResponseEntity<Resource> document() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(DOCUMENT);
    }

    @RequestMapping("/**")
    void nothing(HttpServletRequest request) {
        throw new NotFoundException("the API has no " + request.getMethod() + " " + request.getRequestURI()
                + "; openapi.json lists what it has");
    }
}
