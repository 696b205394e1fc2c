/** The operator's console: language, look, questions to the API, pages. */
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { queryClient } from './api/queries.ts';
import { Look } from './frame/look.tsx';
import { LanguageProvider } from './language.tsx';
import { router } from './router.tsx';

const place = document.querySelector('#console');
if (place === null) throw new TypeError('the page has no place for the console');

createRoot(place).render(
  <StrictMode>
    <LanguageProvider>
      <Look>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Look>
    </LanguageProvider>
  </StrictMode>,
);
